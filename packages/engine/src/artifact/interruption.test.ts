// Processes killed at random moments while they save: what is on disk is always whole.
import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { expect, test } from "vitest"
import { Checkpoints } from "./checkpoint.ts"
import { loadModelDirectory } from "./model-directory.ts"

const source = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href)

/** Starts a script, waits for its first line and a little longer, and kills it. */
async function runAndKill(script: string, milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const ended = new Promise((resolve) => child.once("exit", resolve))
  await new Promise((resolve) => child.stdout.once("data", resolve))
  await setTimeout(milliseconds)
  child.kill("SIGKILL")
  await ended
}

const tensors = `new Map([["a", { dtype: "float32", shape: [10000], data: new Float32Array(10000).fill(step) }]])`

test("checkpoints: latest and best belong together, and go on where they were", { timeout: 60_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "fidelio-kill-"))
  const script = `
    import { Checkpoints } from ${source("./checkpoint.ts")}
    const checkpoints = await Checkpoints.open(${JSON.stringify(directory)})
    let { step, best } = (await checkpoints.read("latest"))?.progress ?? { step: 0, best: 0 }
    while (true) {
      step++
      if (step % 3 === 0) best = step
      await checkpoints.write({ tensors: ${tensors}, progress: { step, best } }, { best: step === best })
      if (step % 3 === 0) console.log(step)
    }`
  let before = 0
  for (let round = 0; round < 5; round++) {
    await runAndKill(script, round * 5)
    const checkpoints = await Checkpoints.open(directory)
    const latest = await checkpoints.read("latest")
    const best = await checkpoints.read("best")
    const progress = latest?.progress as { step: number; best: number } // as the script writes it
    expect(progress.step).toBeGreaterThan(before)
    expect(latest?.tensors.get("a")?.data[9999]).toBe(progress.step)
    expect(best?.progress).toEqual({ step: progress.best, best: progress.best })
    before = progress.step
  }
  await rm(directory, { recursive: true })
})

test("model folder: always one whole model", { timeout: 60_000 }, async () => {
  const root = await mkdtemp(join(tmpdir(), "fidelio-kill-"))
  const path = join(root, "model")
  const script = `
    import { saveModelDirectory } from ${source("./model-directory.ts")}
    for (let step = 1; ; step++) {
      const parts = { config: String(step), hyperparameters: step, metadata: step, weights: ${tensors}, graph: new Uint8Array(9) }
      await saveModelDirectory(${JSON.stringify(path)}, { ...parts, fidelioVersion: "0", created: new Date() })
      if (step === 1) console.log(step)
    }`
  for (let round = 0; round < 5; round++) {
    await runAndKill(script, 5 + round * 5)
    const { config, hyperparameters, metadata, weights } = await loadModelDirectory(path)
    const step = Number(config)
    expect({ hyperparameters, metadata }).toEqual({ hyperparameters: step, metadata: step })
    expect(weights.get("a")?.data[0]).toBe(step)
  }
  await rm(root, { recursive: true })
})
