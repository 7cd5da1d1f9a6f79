// One WebAssembly memory that holds everything the kernels touch, handed out piece by piece.
import { invariant } from "../../errors.ts"
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
    invariant(this.#used <= mostPages * page, `boosted trees need ${this.#used} bytes of memory; 4 GiB is the most`)
    if (missing > 0) this.memory.grow(missing)
    return address
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
