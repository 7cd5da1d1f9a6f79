// The part of WebAssembly's JavaScript interface that is used here: Node and browsers have it, the language's own library does not declare it.
import { invariant } from "../../errors.ts"

export interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer
  grow(pages: number): number
}

/** A compiled module: can be sent to another thread. */
export type WasmModule = object

export type WasmExport = (...values: number[]) => number

interface WebAssemblyInterface {
  readonly Memory: new (description: { initial: number; maximum: number; shared: boolean }) => WasmMemory
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule
  readonly Instance: new (
    module: WasmModule,
    imports: { readonly host: { readonly memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, WasmExport>> }
}

/** The platform's WebAssembly. */
export function webAssembly(): WebAssemblyInterface {
  const found = (globalThis as { WebAssembly?: WebAssemblyInterface }).WebAssembly // a global that the language's library leaves out
  invariant(found !== undefined, "this JavaScript engine has no WebAssembly")
  return found
}
