// A folder that MLflow's own ONNX flavour loads and serves: the graph, its signature as tensors, and what Python needs for it.
import { randomUUID } from "node:crypto"
import type { InputColumn, ModelSignature, OutputColumn } from "@fidelio/core"
import { fidelioVersion } from "../../version.ts"
import { defineFormat } from "../format.ts"
import { withMissingWords } from "./missing-words.ts"

export const mlflow = defineFormat({
  type: "mlflow",
  summary: "A folder that MLflow loads and serves with its own ONNX flavour.",
  writes: "folder",
  output: "model_mlflow",
  hasGraph: true,
  files(input) {
    const { signature } = input.model
    const example = inputExample(signature)
    return new Map<string, string | Uint8Array>([
      ["MLmodel", modelDescription(signature, new Date())],
      [graphName, input.onnx(withMissingWords(input.graph()))],
      ["requirements.txt", `${requirements.join("\n")}\n`],
      ["python_env.yaml", pythonEnvironment],
      ["conda.yaml", condaEnvironment],
      [exampleName, json(example)],
      [servingExampleName, json({ dataframe_split: example })],
    ])
  },
})

const graphName = "model.onnx"
const exampleName = "input_example.json"
const servingExampleName = "serving_input_example.json"

const pythonVersion = "3.12"
/** The oldest that read the file as it is written without an older opset. */
const requirements = ["mlflow>=2.9", "onnx>=1.16", "onnxruntime>=1.18"]

const json = (content: unknown): string => `${JSON.stringify(content, undefined, 2)}\n`

/** A text in YAML: JSON's way of quoting is one of YAML's. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped)
const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`

/** MLflow reads columns of data frames strictly where a signature has columns, but converts them where it has tensors, as the graph does. */
const tensorSpec = ({ name, dtype }: InputColumn | OutputColumn, shape: readonly number[] = []): object => ({
  name,
  type: "tensor",
  "tensor-spec": { dtype: { float32: "float32", string: "object", bool: "bool" }[dtype], shape: [-1, ...shape] },
})

function modelDescription({ inputs, outputs }: ModelSignature, created: Date): string {
  const specs = {
    inputs: JSON.stringify(inputs.map((column) => tensorSpec(column))),
    outputs: JSON.stringify(outputs.map((column) => tensorSpec(column, column.shape))),
  }
  return `flavors:
  onnx:
    code: null
    data: ${graphName}
    onnx_session_options: null
    onnx_version: 1.16.0
    providers:
    - CPUExecutionProvider
  python_function:
    data: ${graphName}
    env:
      conda: conda.yaml
      virtualenv: python_env.yaml
    loader_module: mlflow.onnx
    python_version: ${quoted(pythonVersion)}
metadata:
  fidelio_version: ${quoted(fidelioVersion())}
model_uuid: ${randomUUID().replaceAll("-", "")}
saved_input_example_info:
  artifact_path: ${exampleName}
  pandas_orient: split
  serving_input_path: ${servingExampleName}
  type: dataframe
signature:
  inputs: ${quoted(specs.inputs)}
  outputs: ${quoted(specs.outputs)}
  params: null
utc_time_created: ${quoted(created.toISOString().replace("T", " ").replace("Z", "000"))}
`
}

/** A typical row, as pandas splits a table. */
const inputExample = ({ inputs }: ModelSignature): object => ({
  columns: inputs.map(({ name }) => name),
  data: [inputs.map(({ dtype, example }) => (dtype === "float32" ? Number(example) : textOf(example)))],
})

const textOf = (example: InputColumn["example"]): string =>
  typeof example === "boolean" ? (example ? "True" : "False") : String(example)

const pythonEnvironment = `python: ${quoted(pythonVersion)}
build_dependencies:
- pip
dependencies:
- -r requirements.txt
`

const condaEnvironment = `channels:
- conda-forge
dependencies:
- python=${pythonVersion}
- pip
- pip:
${requirements.map((requirement) => `  - ${requirement}\n`).join("")}name: mlflow-env
`
