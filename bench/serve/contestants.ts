// The servers that are compared, as their makers start them.
import { fileURLToPath } from "node:url"
import { fidelio } from "../support/fidelio.ts"
import { cpuOnly } from "../support/peer.ts"
import type { ServerPlan } from "./server.ts"

/** Models by the names they are served under, and further flags. */
export const fidelioServer = (models: Readonly<Record<string, string>>, ...flags: readonly string[]): ServerPlan => ({
  command: (port) => {
    const words = Object.entries(models).flatMap(([name, path]) => ["--model", `${name}=${path}`])
    return fidelio("serve", ...words, "--port", String(port), ...flags)
  },
  readyPath: "/v2/health/ready",
})

const script = fileURLToPath(new URL("fastapi_server.py", import.meta.url))

export const fastApiServer = (python: string, file: string): ServerPlan => ({
  command: (port) => ({ command: python, words: [script, file, String(port)], environment: cpuOnly }),
  readyPath: "/ready",
})

export const ludwigServer = (python: string, modelPath: string): ServerPlan => ({
  command: (port) => ({
    command: python,
    words: [
      "-m",
      "ludwig.serve",
      "--model_path",
      modelPath,
      "--port",
      String(port),
      "--host",
      "127.0.0.1",
      "--logging_level",
      "error",
    ],
    environment: cpuOnly,
  }),
  readyPath: "/",
})
