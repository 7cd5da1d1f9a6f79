// Frees what short-lived objects hold outside of JavaScript's heap, which the collector does not see: a chunk of the database is a few
// hundred bytes to it, and a hundred kilobytes to the machine.
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

type Collect = (options: { readonly type: "minor" }) => void

let collect: Collect | undefined

/** Collects the young generation: about a millisecond. */
export function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc")
    collect = runInNewContext("gc") as Collect // what the flag puts there
    setFlagsFromString("--no-expose-gc")
  }
  collect({ type: "minor" })
}
