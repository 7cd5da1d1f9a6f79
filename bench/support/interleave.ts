// Contestants side by side: one run of each in turn, so that whatever else the machine does falls on all of them.
import { setTimeout as sleep } from "node:timers/promises"
import { busySeconds } from "./command.ts"

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2
}

/** Some numbers of one run, such as seconds and megabytes. */
export type Figures = Readonly<Record<string, number | undefined>>

export type Contestants<F extends Figures> = Readonly<Record<string, () => Promise<F>>>

/** Runs every contestant `rounds` times in turn; the figures of each, in order. */
export async function interleave<F extends Figures>(
  contestants: Contestants<F>,
  rounds: number,
): Promise<ReadonlyMap<string, readonly F[]>> {
  const results = new Map<string, F[]>(Object.keys(contestants).map((name) => [name, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      await quiet()
      const figures = await run()
      results.get(name)?.push(figures)
      if (figures["others"] !== undefined) others.push(figures["others"])
      const shown = Object.entries(figures).map(([what, value]) => `${what} ${value?.toPrecision(4) ?? "unknown"}`)
      console.error(`  ${round}/${rounds} ${name}: ${shown.join(", ")}`)
    }
  }
  return results
}

const others: number[] = []

/** What else the machine did during the runs so far: figures from a busy machine are to be doubted. */
export const othersLine = (): string =>
  others.length === 0
    ? ""
    : `\nOther work kept ${median(others).toFixed(1)} processors busy meanwhile (median of the runs), ${Math.max(...others).toFixed(1)} at the most.`

/** Seconds to wait for a quiet machine before each run, at the most. */
const patience = Number(process.env["PATIENCE"] ?? 0)
/** So many busy processors count as quiet. */
const littleWork = 0.25

async function quiet(): Promise<void> {
  for (let waited = 0; waited < patience; waited++) {
    const before = busySeconds()
    await sleep(1000)
    if (!(busySeconds() - before > littleWork)) return
  }
}

/** The median of one figure over a contestant's runs; undefined where it never ran or could not be measured. */
export function medianOf<F extends Figures>(runs: readonly F[] | undefined, figure: keyof F): number | undefined {
  const values = (runs ?? []).map((run) => run[figure]).filter((value) => value !== undefined)
  return values.length === 0 ? undefined : median(values)
}
