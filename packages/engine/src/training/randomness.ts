// Random numbers for the steps: a pool drawn once from the seed, and for each step an offset into it that is a pure function of seed and step.
import { hash32, randomKey, randomStream, type RandomSource, type Tensor } from "@fidelio/core"

const smallestPool = 1 << 18
/** A pool holds this many times the numbers of the largest batch. */
const batchesInPool = 16

export interface RandomPools {
  /** By input name: `pool.<source>`. */
  readonly tensors: Readonly<Record<string, Tensor>>
  /** `offset.<source>`: int64 [steps, …accumulation, 1] for the steps from `firstStep` on. */
  offsets(firstStep: number, steps: number): Readonly<Record<string, Tensor>>
}

export function createPools(
  sources: readonly RandomSource[],
  seed: number,
  { batchSize, accumulation }: { readonly batchSize: number; readonly accumulation: number },
): RandomPools {
  const drawn = new Map<string, Float32Array>()
  const pools = sources.map((source) => {
    const width = source.shape.reduce((product, size) => product * size, 1)
    const rows = Math.ceil(Math.max(smallestPool, batchesInPool * batchSize * width) / width)
    const kind = `${source.distribution}/${source.rate}`
    const known = drawn.get(kind)
    const numbers = known !== undefined && known.length >= rows * width ? known : draw(source, seed, rows * width)
    drawn.set(kind, numbers)
    const tensor: Tensor = { dtype: "float32", shape: [rows, ...source.shape], data: numbers.subarray(0, rows * width) }
    return { name: source.name, tensor, key: randomKey(seed, "offset", source.name), range: rows - batchSize + 1 }
  })
  return {
    tensors: Object.fromEntries(pools.map(({ name, tensor }) => [`pool.${name}`, tensor])),
    offsets(firstStep, steps) {
      const count = steps * accumulation
      const shape = accumulation === 1 ? [steps, 1] : [steps, accumulation, 1]
      return Object.fromEntries(
        pools.map(({ name, key, range }) => {
          const data = new BigInt64Array(count)
          for (let i = 0; i < count; i++) data[i] = BigInt(hash32(key, firstStep * accumulation + i) % range)
          return [`offset.${name}`, { dtype: "int64", shape, data }]
        }),
      )
    },
  }
}

function draw({ distribution, rate }: RandomSource, seed: number, count: number): Float32Array {
  const key = randomKey(seed, "pool", distribution, String(rate))
  const numbers = new Float32Array(count)
  switch (distribution) {
    case "dropout": {
      const threshold = rate * 0x100000000
      const kept = 1 / (1 - rate)
      for (let i = 0; i < count; i++) numbers[i] = hash32(key, i) < threshold ? 0 : kept // hot
      return numbers
    }
    case "normal": {
      const stream = randomStream(key)
      return numbers.map(() => stream.normal())
    }
    case "uniform": {
      const stream = randomStream(key)
      return numbers.map(() => stream.uniform())
    }
    default:
      return distribution satisfies never
  }
}
