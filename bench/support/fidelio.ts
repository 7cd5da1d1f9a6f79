// The command under test: the repository's, or the one that FIDELIO names (an installed package's).
import { fileURLToPath } from "node:url"
import type { Command } from "./command.ts"

const repository = fileURLToPath(new URL("../../packages/fidelio/bin/fidelio.js", import.meta.url))

/** A command line of `fidelio`, run by this Node. */
export const fidelio = (...words: readonly string[]): Command => ({
  command: process.execPath,
  words: [process.env["FIDELIO"] ?? repository, ...words],
})
