// The model as a folder for the web: a page with a form, a typed module to predict with, and the runtime they need.
import { extname } from "node:path"
import { gzipSync } from "node:zlib"
import type { ModelSignature } from "@fidelio/core"
import { formPage, predictedFeatures } from "../../form/index.ts"
import { fidelioVersion } from "../../version.ts"
import { defineFormat, type ExportedFiles, type ExportInput } from "../format.ts"
import { modelTypes } from "./model-types.ts"
import { moduleText } from "./module-text.ts"
import { runtimeFiles } from "./runtime-package.ts"

export const web = defineFormat({
  type: "web",
  summary: "A folder with a page that predicts in the browser, and a JavaScript module to do so in pages of your own.",
  writes: "folder",
  output: "web",
  hasGraph: true,
  files: webFiles,
})

/** Of our own modules: in the repository they are sources. */
const extension = extname(import.meta.url)

function webFiles(input: ExportInput): ExportedFiles {
  const { model, name } = input
  const { signature } = model
  const needed = new Map<string, string | Uint8Array>([
    ...Array.from(runtimeFiles(), ([file, content]) => [`runtime/${file}`, content] as const),
    ["runtime/loader.js", moduleText(new URL("./browser/loader.js", import.meta.url))],
    ["runtime/raw-value.js", moduleText(import.meta.resolve("@fidelio/core/raw-value"))],
    ["runtime/short-float.js", moduleText(new URL(`../../prediction/short-float${extension}`, import.meta.url))],
    ["model.onnx", input.onnx()],
  ])
  return new Map([
    ["index.html", formPage({ title: `Predict ${predictedFeatures(signature)}`, signature, predict: "browser" })],
    ["model.js", modelModule(signature)],
    ["model.d.ts", modelTypes(name, model)],
    ["offline.js", offlineScript(signature, needed)],
    ...needed,
  ])
}

const modelModule = (
  signature: ModelSignature,
): string => `// Written by fidelio ${fidelioVersion()}. Its types are in model.d.ts.
import * as runtime from "./runtime/ort.wasm.bundle.min.mjs"
import { load } from "./runtime/loader.js"
import * as rawValue from "./runtime/raw-value.js"
import { shortFloat } from "./runtime/short-float.js"

/** What the model takes and gives. */
export const signature = ${JSON.stringify(signature, undefined, 2)}

/** The model, ready to predict; where its files are not beside this one, say where. */
export const loadModel = (sources = {}) =>
  load({ runtime, rawValue, shortFloat, signature }, { model: new URL("./model.onnx", import.meta.url), ...sources })

export { RowError } from "./runtime/loader.js"
`

/** A page that is opened as a file may only load scripts: one that holds all the others, small. */
function offlineScript(signature: ModelSignature, files: ExportedFiles): string {
  const zipped = Object.fromEntries(
    Array.from(files, ([name, content]) => [name, gzipSync(content, { level: 9 }).toString("base64")]),
  )
  return `globalThis.fidelioSignature = ${JSON.stringify(signature)}
globalThis.fidelioFiles = ${JSON.stringify(zipped)}
${moduleText(new URL("./browser/offline.js", import.meta.url))}`
}
