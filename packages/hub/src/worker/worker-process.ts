// A worker as a process of the hub: started, watched and ended by it.
import { startWorker, type WorkerEvent, type WorkerOptions } from "./worker.ts"
import { watchParent } from "./watch-parent.ts"

export type WorkerSetup = Omit<WorkerOptions, "onEvent">

async function run(setup: WorkerSetup): Promise<void> {
  const ending = new Promise<void>((resolve) => process.once("SIGTERM", () => resolve()))
  const worker = await startWorker({ ...setup, onEvent: (event: WorkerEvent) => process.send?.(event) })
  await ending
  await worker.close()
  process.exit(0)
}

watchParent()
process.once("message", (setup) => void run(setup as WorkerSetup)) // by the hub
