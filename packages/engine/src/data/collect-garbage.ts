// Frees what short-lived objects hold outside of JavaScript's heap, which the collector does not see: a chunk of the database is a few
// hundred bytes to it, and a hundred kilobytes to the machine.
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

interface Collection {
  readonly type: "minor" | "major"
  readonly execution?: "sync"
  readonly flavor?: "last-resort"
}

let collect: ((collection: Collection) => void) | undefined

function run(collection: Collection): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc")
    collect = runInNewContext("gc") as NonNullable<typeof collect> // what the flag puts there
    setFlagsFromString("--no-expose-gc")
  }
  collect(collection)
}

/** Collects the young generation: about a millisecond. */
export const collectGarbage = (): void => run({ type: "minor" })

/** Collects everything and gives back what loading the program took beside it, some 20 MB: about 30 milliseconds. */
export const releaseMemory = (): void => run({ type: "major", execution: "sync", flavor: "last-resort" })
