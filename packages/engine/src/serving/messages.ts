// What a model's threads say to each other: plain values, which the structured clone copies.
import type { ModelSignature } from "@fidelio/core"
import type { Results } from "./hosted-model.ts"

/** Rows of one run of the graph. Columns are in the order of the signature's inputs. */
export interface Batch {
  readonly size: number
  /** The columns of numbers, one after the other. */
  readonly numbers: Float32Array
  /** The columns of text. */
  readonly texts: readonly (readonly string[])[]
}

export type ResultColumn = Results["columns"][string]

/** What a thread is started with. */
export interface ThreadSetup {
  /** ONNX. */
  readonly graph: Uint8Array
  readonly inputs: readonly { readonly name: string; readonly isText: boolean }[]
  readonly outputs: readonly string[]
  /** Predicted before the thread says that it is ready. */
  readonly warmUp: readonly Batch[]
}

export type ToThread = { readonly type: "predict"; readonly batch: Batch } | { readonly type: "close" }

export type FromThread =
  | { readonly type: "ready" }
  /** Columns are in the order of the setup's outputs. */
  | { readonly type: "results"; readonly columns: readonly ResultColumn[] }
  /** Of a batch, or, before the thread is ready, of the graph. */
  | { readonly type: "failed"; readonly message: string; readonly at: string | undefined }

export const threadSetup = (
  graph: Uint8Array,
  { inputs, outputs }: ModelSignature,
  warmUp: readonly Batch[],
): ThreadSetup => ({
  graph,
  inputs: inputs.map(({ name, dtype }) => ({ name, isText: dtype === "string" })),
  outputs: outputs.map(({ name }) => name),
  warmUp,
})
