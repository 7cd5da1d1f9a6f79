import { pathToFileURL } from "node:url"
import type { FidelioError } from "@fidelio/core"
import { describe, expect, test } from "vitest"
import { temporaryFolder } from "../../../../../test/support/tables.ts"
import { moduleText } from "./module-text.ts"
import { runtimeFileNames, runtimeFiles } from "./runtime-package.ts"

describe("runtime", () => {
  test("the build for WebAssembly alone, of the installed package", () => {
    const files = runtimeFiles()
    expect([...files.keys()]).toEqual([...runtimeFileNames])
    const [script, binary] = [...files.values()]
    expect(new TextDecoder().decode(script)).toContain(runtimeFileNames[1])
    expect([...binary!.subarray(0, 4)]).toEqual([0, 0x61, 0x73, 0x6d]) // WebAssembly begins so
  })

  test("without the package, what to install", async () => {
    await using folder = temporaryFolder()
    const from = pathToFileURL(folder.file("module.js", ""))
    const failure = (): unknown => runtimeFiles([from])
    expect(failure).toThrow(/needs the package onnxruntime-web/)
    expect(failure).toThrow(
      expect.objectContaining({
        code: "export/package" satisfies FidelioError["code"],
        hint: 'Install it beside fidelio: npm install onnxruntime-web@"^1.30.0"',
      }),
    )
  })
})

describe("modules", () => {
  test("a source without its types is JavaScript of the same lines", () => {
    const text = moduleText(import.meta.resolve("@fidelio/core/raw-value"))
    expect(text).toContain("export function rawReader(column")
    expect(text).not.toMatch(/import type|InputColumn/)
  })

  test("JavaScript stays as it is, but for the address of its source map", async () => {
    await using folder = temporaryFolder()
    const url = pathToFileURL(folder.file("module.js", "const a = 1\n//# sourceMappingURL=module.js.map\n"))
    expect(moduleText(url)).toBe("const a = 1\n")
  })
})
