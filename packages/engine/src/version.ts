// The version that results and models are marked with.
import { readFileSync } from "node:fs"

/** The version of this package. */
export function fidelioVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string } // our own file
  return manifest.version
}
