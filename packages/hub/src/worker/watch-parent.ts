// Ends this process when the one that started it has ended, even while the main thread computes without pause.
import { Worker } from "node:worker_threads"

const script = `
  const { ppid } = require("node:worker_threads").workerData
  setInterval(() => { if (process.ppid !== ppid) process.kill(process.pid, "SIGKILL") }, 500)
`

/** Looks twice a second from a thread of its own; the channel to the parent tells sooner where the main thread is idle. */
export function watchParent(): void {
  new Worker(script, { eval: true, name: "watches the parent", workerData: { ppid: process.ppid } }).unref()
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"))
  process.on("SIGINT", () => undefined) // Ctrl-C reaches every process of a terminal: the parent decides
}
