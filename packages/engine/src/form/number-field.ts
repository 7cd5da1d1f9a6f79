// Numbers in the form: how they are written, and the slider over the range of training.
import type { InputColumn } from "@fidelio/core"
import { escapeHtml } from "./html.ts"

/** About so many places has a slider. */
const places = 200

/** As a number field takes it; nothing for what it cannot hold. */
export function exampleText(example: InputColumn["example"]): string {
  const value = Number(example)
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : ""
}

/** Six digits, grouped. */
export const formatNumber = (value: number): string =>
  new Intl.NumberFormat("en", { maximumSignificantDigits: 6 }).format(value + 0) // no -0

/** A slider under the field, where the range is one to slide over. */
export function slider({ column, range, example }: InputColumn, name: string): string {
  const scale = range === undefined ? undefined : sliderScale(range, Number(example))
  if (scale === undefined) return ""
  const { min, max, step } = scale
  return (
    `\n<input type="range" data-for="${name}" min="${min}" max="${max}" step="${step}" value="${exampleText(example)}"` +
    ` aria-label="${escapeHtml(column)}, slider">`
  )
}

export interface SliderScale {
  readonly min: number
  readonly max: number
  readonly step: number
}

/** Round places of 1, 2 or 5 times a power of ten, whole where the column seems to be; undefined without a range. */
export function sliderScale(
  range: { readonly min: number; readonly max: number },
  example: number,
): SliderScale | undefined {
  const span = range.max - range.min
  if (!Number.isFinite(span) || span <= 0) return undefined
  const exponent = Math.floor(Math.log10(span / places))
  const mantissa = [1, 2, 5, 10].find((candidate) => candidate * 10 ** exponent >= span / places) ?? 10
  const isWhole = [range.min, range.max, example].every(Number.isInteger)
  const step = rounded(Math.max(mantissa * 10 ** exponent, isWhole ? 1 : 0))
  return {
    min: rounded(Math.floor(range.min / step) * step),
    max: rounded(Math.ceil(range.max / step) * step),
    step,
  }
}

/** Without the digits that binary fractions add. */
const rounded = (value: number): number => Number(value.toPrecision(12))
