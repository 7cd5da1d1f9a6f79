// Small datasets made of random numbers, encoded without a database: for tests of models and of training.
import {
  layoutOf,
  parseConfigObject,
  randomKey,
  randomStream,
  type Config,
  type EcdConfig,
  type EncodedSplit,
  type FittedFeature,
  type Json,
  type Step,
} from "../../packages/core/src/index.ts"
import { allocateTables, featureKey, splitOf } from "../../packages/core/src/features/dataset.ts"
import type { PreparedDataset } from "../../packages/engine/src/data/prepared-dataset.ts"

type Cell = number | string | boolean
export type RawColumns = Readonly<Record<string, readonly Cell[]>>

const colors = ["red", "green", "blue"] as const
const sizes = ["small", "middle", "large"] as const

/** Columns `x`, `y`, `color`, `shade`, `flag`, and the targets `price` (number), `likes` (binary) and `size` (category), which follow from them. */
export function syntheticColumns(rows: number, seed = 1): RawColumns {
  const random = randomStream(randomKey(seed, "synthetic"))
  const draw = <T>(make: () => T): readonly T[] => Array.from({ length: rows }, make)
  const [x, y] = [draw(() => random.normal()), draw(() => random.normal())]
  const [color, shade] = [draw(() => colors[random.below(3)]!), draw(() => colors[random.below(3)]!)]
  const flag = draw(() => random.uniform() < 0.5)
  const signal = x.map((value, i) => value - y[i]! + (color[i] === "red" ? 1 : 0) + (flag[i] === true ? 0.5 : -0.5))
  return {
    x,
    y,
    color,
    shade,
    flag,
    price: signal.map((value) => 100 + 20 * value + 2 * random.normal()),
    likes: signal.map((value) => value + 0.3 * random.normal() > 0),
    size: signal.map((value) => sizes[value < -0.7 ? 0 : value < 0.7 ? 1 : 2]),
  }
}

const number = (name: string, settings: object = {}): object => ({ name, type: "number", ...settings })

/** A config of these columns with one small layer, to which tests add what they are about. */
export function syntheticConfig(settings: Readonly<Record<string, unknown>> = {}): EcdConfig {
  return parseConfigObject({
    input_features: [
      number("x"),
      number("y"),
      { name: "color", type: "category", encoder: { type: "dense", embedding_size: 3 } },
      { name: "flag", type: "binary" },
    ],
    output_features: [number("price")],
    combiner: { type: "concat", num_fc_layers: 1, output_size: 6 },
    ...settings,
    trainer: { batch_size: 8, epochs: 3, learning_rate: 0.01, ...(settings["trainer"] as object | undefined) },
  }).config as EcdConfig // as there is a combiner
}

interface Fitted {
  readonly metadata: Readonly<Record<string, Json>>
  readonly steps: readonly Step[]
  readonly dtype: "float32" | "int32"
  readonly encode: (cell: Cell) => number
}

/** What the product's preprocessing would learn, in short: means, deviations and vocabularies. */
const fit = {
  number(values: readonly Cell[]): Fitted {
    const numbers = values.map(Number)
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length
    const std = Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length) || 1
    return {
      metadata: { mean, std, min: Math.min(...numbers), max: Math.max(...numbers), q2: mean },
      steps: [{ type: "parse_number" }, { type: "affine", subtract: mean, divide: std }],
      dtype: "float32",
      encode: (cell) => (Number(cell) - mean) / std,
    }
  },
  category(values: readonly Cell[]): Fitted {
    const words = [...new Set(values.map(String))].toSorted()
    return {
      metadata: {
        idx2str: words,
        str2idx: Object.fromEntries(words.map((word, id) => [word, id])),
        str2freq: Object.fromEntries(words.map((word) => [word, values.filter((value) => value === word).length])),
        vocab_size: words.length,
      },
      steps: [
        { type: "parse_text" },
        { type: "lookup", vocabulary: words, aliases: {}, unknown: 0, missing: 0, dtype: "int32" },
      ],
      dtype: "int32",
      encode: (cell) => words.indexOf(String(cell)),
    }
  },
  binary: (): Fitted => ({
    metadata: { bool2str: ["False", "True"], str2bool: { False: false, True: true }, fallback_true_label: null },
    steps: [
      { type: "parse_text" },
      { type: "lookup", vocabulary: ["False", "True"], aliases: {}, unknown: null, missing: 0, dtype: "float32" },
    ],
    dtype: "float32",
    encode: (cell) => (cell === true ? 1 : 0),
  }),
}

/** Rows a split, in the order of the columns. */
export interface SplitSizes {
  readonly training: number
  readonly validation?: number
  readonly test?: number
}

/** The columns encoded for a config, as the preparation of data would end. */
export function syntheticDataset(config: Config, columns: RawColumns, sizesOfSplits: SplitSizes): PreparedDataset {
  const fittings = (["input", "output"] as const).flatMap((role) =>
    config[`${role}_features`].map((settings) => {
      const values = columns[settings.column]!.slice(0, sizesOfSplits.training)
      const fitted = fit[settings.type](values)
      const { name, column, type } = settings
      const key = featureKey(role, name)
      const { metadata, steps, dtype } = fitted
      const feature: FittedFeature = { key, name, column, role, type, settings, metadata, steps, dtype }
      return { feature, encode: fitted.encode }
    }),
  )
  const features = fittings.map(({ feature }) => feature)
  const layout = layoutOf(features)
  let start = 0
  const take = (size = 0): EncodedSplit => {
    const tables = allocateTables(layout, size)
    for (const { feature, encode } of fittings) {
      const { table, index } = layout.columns[feature.key]!
      const width = layout.tables[table].length
      for (let row = 0; row < size; row++)
        tables[table]![row * width + index] = encode(columns[feature.column]![start + row]!)
    }
    start += size
    return splitOf(layout, size, tables)
  }
  const { validation, test } = sizesOfSplits
  const training = take(sizesOfSplits.training)
  const splits = {
    training,
    ...(validation === undefined ? {} : { validation: take(validation) }),
    ...(test === undefined ? {} : { test: take(test) }),
  }
  const rest = { columns: [], dropped: [], notices: [], source: "random numbers", cached: false, seconds: 0 }
  return { layout, splits, features, ...rest }
}
