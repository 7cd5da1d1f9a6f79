// The process of one training: told what to do through the channel to its worker, and gone with it.
import type { FromTraining, TrainingSetup } from "./messages.ts"
import { problemOf } from "./problem-of.ts"
import { openStorage } from "./storage-place.ts"
import { trainVersion } from "./train-version.ts"
import { watchParent } from "./watch-parent.ts"

const send = (message: FromTraining): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined) return resolve()
    process.send(message, () => resolve())
  })

async function run(setup: TrainingSetup): Promise<void> {
  process.chdir(setup.directory)
  const tell = (message: FromTraining): void => void send(message)
  const last = await trainVersion(setup, await openStorage(setup.storage, setup.directory), tell).then(
    (outcome): FromTraining => ({ type: "trained", outcome }),
    (error: unknown): FromTraining => {
      console.error(error) // the worker shows it where the error is none of ours
      return { type: "failed", problem: problemOf(error) }
    },
  )
  await send(last)
  process.exit(0) // threads of the training may still be there
}

watchParent()
process.once("message", (setup) => void run(setup as TrainingSetup)) // by the worker
