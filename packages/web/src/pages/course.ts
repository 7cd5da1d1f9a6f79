// What a training counts as it goes on, by its type of model: epochs of steps, rounds of trees, one fit.
import type { Progress, VersionSummary } from "@fidelio/client"
import { formatCount } from "../format.ts"

export type Axis = "epoch" | "step" | "seconds"
type ModelType = VersionSummary["model_type"]

interface Course {
  /** What evaluations are counted in. */
  readonly unit: string
  /** The count of an evaluation that is of that unit. */
  readonly axis: Axis
  /** What a step is. */
  readonly step: string
}

const courses: Readonly<Record<ModelType, Course>> = {
  ecd: { unit: "epoch", axis: "epoch", step: "step" },
  gbm: { unit: "round", axis: "step", step: "round" },
  linear: { unit: "fit", axis: "step", step: "fit" },
}

/** The count of its evaluations that tells most. */
export const mainAxis = (type: ModelType): Axis => courses[type].axis

const units = (type: ModelType): ReadonlyMap<Axis, string> => {
  const { unit, axis, step } = courses[type]
  return new Map<Axis, string>([
    [axis, unit],
    ["step", step],
    ["seconds", "seconds"],
  ])
}

/** What stands at an axis. */
export const unitOf = (type: ModelType, axis: Axis): string => units(type).get(axis) ?? axis

/** What its curves may be drawn over, what tells most first. */
export const axesOf = (type: ModelType): readonly { readonly value: Axis; readonly label: string }[] =>
  Array.from(units(type), ([value, unit]) => ({ value, label: axisLabel(unit) }))

const axisLabel = (unit: string): string =>
  `${unit[0]?.toUpperCase() ?? ""}${unit.slice(1)}${unit.endsWith("s") ? "" : "s"}`

/** Of versions that are drawn over one axis: `round`, or `epoch or round` where they count different things. */
export const sharedUnit = (types: readonly ModelType[]): string =>
  new Intl.ListFormat("en-GB", { type: "disjunction" }).format(new Set(types.map((type) => courses[type].unit)))

/** `epoch 3 of at most 25`, `step 61 of 500`; of what counts one thing only, one of them. */
export function sayPlaces(type: ModelType, { epoch, epochs, step, total_steps }: Progress): readonly string[] {
  const { unit, axis, step: stepUnit } = courses[type]
  const steps = `${stepUnit} ${formatCount(step)} of ${axis === "step" ? "at most " : ""}${formatCount(total_steps)}`
  return axis === "step"
    ? [steps]
    : [`${unit} ${formatCount(Math.floor(epoch))} of at most ${formatCount(epochs)}`, steps]
}

/** After a number. */
export const stepsASecond = (type: ModelType): string => `${courses[type].step}s a second`
