// One line that shows how far an epoch is.
import type { StepsDone } from "@fidelio/engine"
import { formatCount, formatMetric, formatSeconds } from "./numbers.ts"
import type { Terminal } from "./terminal.ts"
import { displayWidth, fit } from "./text.ts"

/** A bar of a width, in eighths of a cell, `share` of it full. */
function bar(terminal: Terminal, share: number, width: number): string {
  const halves = Math.round(Math.min(1, Math.max(0, share)) * width * 2)
  const full = "━".repeat(Math.floor(halves / 2))
  const half = halves % 2 === 1 ? "╸" : ""
  return terminal.paint("accent", full + half) + terminal.paint("faint", "━".repeat(width - full.length - half.length))
}

const shortest = 6
const longest = 40

/** What the bar shows a share of, and what else is said. */
export interface HowFar {
  readonly name: string
  readonly done: number
  readonly of: number
  readonly speed: string
}

/** `epoch 3/100 ━━━━━━━╸━━━━━ 120/391  loss 0.3214  2,310 steps/s  4.1 s left`, parts left out from the right where it is narrow. */
export function progressLine(terminal: Terminal, event: StepsDone, far: HowFar): string {
  const width = terminal.width - 1 // a full last column would wrap
  const before = `  ${far.name} `
  const parts = [
    ` ${formatCount(far.done)}/${formatCount(far.of)}`,
    `loss ${formatMetric(event.loss)}`,
    `${formatCount(event.stepsPerSecond)} ${far.speed}`,
    `${formatSeconds(event.secondsLeft)} left`,
  ]
  while (parts.length > 1 && displayWidth(before + parts.join("  ")) + shortest > width) parts.pop()
  const after = parts.join("  ")
  const room = Math.min(longest, width - displayWidth(before) - displayWidth(after))
  if (room < shortest) return fit(before + after.trimStart(), width)
  return `${before}${bar(terminal, far.done / far.of, room)}${after}`
}
