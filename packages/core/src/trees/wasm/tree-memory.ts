// One WebAssembly memory that holds everything the kernels touch, handed out piece by piece.
import { FidelioError } from "../../errors.ts"
import { mostPages } from "./assembler.ts"
import { webAssembly, type WasmMemory } from "./web-assembly.ts"

const page = 65_536
const alignment = 64

/** A range of the memory, by its first byte. */
export type Address = number

export class TreeMemory {
  readonly memory: WasmMemory
  readonly isShared: boolean
  #used = alignment // so that no address is 0

  constructor(isShared = false) {
    this.isShared = isShared
    this.memory = new (webAssembly().Memory)({ initial: 1, maximum: mostPages, shared: isShared })
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#used
  }

  /** A range of so many bytes, all zero. Views that were made before may have to be made again. */
  allocate(bytes: number): Address {
    const address = this.#used
    this.#used = Math.ceil((address + bytes + alignment) / alignment) * alignment // loads of whole vectors may pass the end
    const missing = Math.ceil(this.#used / page) - this.memory.buffer.byteLength / page
    if (this.#used > mostPages * page) throw tooLarge(`${this.#used} bytes; 4 GiB is the most they can reach`)
    if (missing > 0) this.#grow(missing)
    return address
  }

  #grow(pages: number): void {
    try {
      this.memory.grow(pages)
    } catch (cause) {
      throw tooLarge(`${this.#used} bytes, and the machine does not give them`, cause)
    }
  }

  bytesAt(address: Address, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length)
  }

  uint16At(address: Address, length: number): Uint16Array {
    return new Uint16Array(this.memory.buffer, address, length)
  }

  int32At(address: Address, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length)
  }

  float32At(address: Address, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length)
  }

  float64At(address: Address, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length)
  }
}

const tooLarge = (what: string, cause?: unknown): FidelioError =>
  new FidelioError("training/too-large", `Boosted trees need ${what}.`, {
    hint: "Train on fewer rows or with fewer leaves; `trainer.external_memory: true` leaves only some 28 bytes a row and score in memory.",
    cause,
  })
