// The text of one of our modules as a browser runs it.
import { readFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { fileURLToPath } from "node:url"

/** JavaScript as it is; a TypeScript source, which only the repository has, without its types. */
export function moduleText(url: string | URL): string {
  const path = fileURLToPath(url)
  const text = readFileSync(path, "utf8")
  return path.endsWith(".ts") ? withoutTypes(text) : text.replace(/^\/\/# sourceMappingURL=.*\n?/m, "")
}

/** Node warns each time that this function is not final. */
function withoutTypes(text: string): string {
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(text)
  } finally {
    process.emitWarning = emitWarning
  }
}
