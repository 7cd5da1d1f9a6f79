// The files of onnxruntime-web that a page needs: its build for WebAssembly alone, without WebGPU.
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { FidelioError } from "@fidelio/core/errors"

/** JavaScript and WebAssembly, as they lie beside each other. */
export const runtimeFileNames = ["ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm"] as const

/** The files by name, of the package as it is installed for the first of these modules that sees it. */
export function runtimeFiles(from: readonly (string | URL)[] = searched()): ReadonlyMap<string, Uint8Array> {
  const problems: unknown[] = []
  for (const module of from) {
    try {
      const folder = dirname(createRequire(module).resolve(`onnxruntime-web/${runtimeFileNames[1]}`))
      return new Map(runtimeFileNames.map((name) => [name, readFileSync(join(folder, name))]))
    } catch (error) {
      problems.push(error)
    }
  }
  throw new FidelioError(
    "export/package",
    "The format web needs the package onnxruntime-web, which is not installed.",
    {
      hint: `Install it beside fidelio: npm install onnxruntime-web@"${wantedVersion()}"`,
      cause: problems[0],
    },
  )
}

/** This package, and the project that it is used in. */
const searched = (): readonly (string | URL)[] => [import.meta.url, join(process.cwd(), "package.json")]

function wantedVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
    readonly peerDependencies: { readonly "onnxruntime-web": string }
  } // our own file
  return manifest.peerDependencies["onnxruntime-web"]
}
