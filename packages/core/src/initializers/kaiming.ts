// What both Kaiming initializers share: gain / √fan (He et al., 2015).
import { choice, real } from "../schema/fields.ts"
import { fans } from "./fan.ts"

const nonlinearities = ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"] as const
type Nonlinearity = (typeof nonlinearities)[number]

export const kaimingSettings = {
  a: real(0, "The slope of leaky_relu below zero."),
  mode: choice(["fan_in", "fan_out"], "fan_in", "Which width sets the scale: that before or that after."),
  nonlinearity: choice(nonlinearities, "leaky_relu", "The activation that follows, which sets the gain."),
}

interface KaimingSettings {
  readonly a: number
  readonly mode: "fan_in" | "fan_out"
  readonly nonlinearity: Nonlinearity
}

/** The standard deviation that keeps the variance of activations. */
export function kaimingDeviation(settings: KaimingSettings, shape: readonly number[]): number {
  const { fanIn, fanOut } = fans(shape)
  return gain(settings) / Math.sqrt(Math.max(settings.mode === "fan_in" ? fanIn : fanOut, 1))
}

function gain({ nonlinearity, a }: KaimingSettings): number {
  switch (nonlinearity) {
    case "linear":
    case "sigmoid":
      return 1
    case "tanh":
      return 5 / 3
    case "selu":
      return 3 / 4
    case "relu":
      return Math.SQRT2
    case "leaky_relu":
      return Math.sqrt(2 / (1 + a * a))
  }
  return nonlinearity satisfies never
}
