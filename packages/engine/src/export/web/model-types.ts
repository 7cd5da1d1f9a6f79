// The types of the module that loads the model.
import type { TrainedModel } from "../../artifact/trained-model.ts"
import { predictionColumns } from "../../prediction/predict.ts"
import { fidelioVersion } from "../../version.ts"
import { rowTypes } from "../types/types.ts"

export const modelTypes = (
  name: string,
  model: TrainedModel,
): string => `// The model ${JSON.stringify(name)} in browsers: the rows that it takes, the predictions that it gives. Written by fidelio ${fidelioVersion()}.

${rowTypes(model.signature, predictionColumns(model))}
/** The model, ready to predict. */
export interface Model {
  readonly signature: Signature
  /** The predictions for some rows, in their order; rejects with a \`RowError\` where a row cannot be read. */
  predict(rows: readonly Inputs[]): Promise<Outputs[]>
  /** Gives its memory back. */
  release(): Promise<void>
}

/** Where the files are; by default beside model.js, in the folder as it was exported. */
export interface Sources {
  /** model.onnx: its address, or what is in it. */
  readonly model?: string | URL | ArrayBuffer | Uint8Array
  /** What is in runtime/ort-wasm-simd-threaded.wasm. */
  readonly wasm?: ArrayBuffer | Uint8Array
}

export declare function loadModel(sources?: Sources): Promise<Model>

/** Rows that the model cannot take. */
export declare class RowError extends Error {
  readonly problems: readonly { readonly row: number; readonly column: string; readonly message: string }[]
}

/** What the model takes and gives, as data. */
export interface Signature {
  readonly inputs: readonly {
    readonly name: string
    /** The column of a row. */
    readonly column: string
    readonly type: string
    readonly isRequired: boolean
    readonly labels?: readonly string[]
    readonly range?: { readonly min: number; readonly max: number }
    readonly example: number | string | boolean
  }[]
  readonly outputs: readonly {
    readonly name: keyof Outputs
    readonly feature: string
    readonly type: string
    readonly role: "predictions" | "probabilities" | "probability"
    readonly labels?: readonly string[]
  }[]
}

export declare const signature: Signature
`
