#!/usr/bin/env node
// Starts the command. In the repository it runs the TypeScript sources; in the published package, what was built from them.
import { existsSync } from "node:fs"
import module from "node:module"

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 15) || (major === 23 && minor < 5)) {
  console.error(`Fidelio needs Node 22.15 or newer; this is Node ${process.versions.node} (https://nodejs.org).`)
  process.exit(1)
}

module.enableCompileCache()
const source = new URL("../src/main.ts", import.meta.url)
const isRepository = existsSync(source)
if (isRepository) {
  module.registerHooks({
    resolve(specifier, context, next) {
      const isOurs = specifier.startsWith("@fidelio/") || specifier === "fidelio"
      return next(specifier, isOurs ? { ...context, conditions: ["source", ...context.conditions] } : context)
    },
  })
}
// `fidelio … | head` closes our output early: that is no error.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error
  process.exit(0)
})
const { main } = await import(isRepository ? source.href : new URL("../dist/main.js", import.meta.url).href)
process.exitCode = await main(process.argv.slice(2))
