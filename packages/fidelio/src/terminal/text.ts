// Text as a terminal shows it: how wide it is, cut to a width, filled up to one.
import { stripVTControlCharacters } from "node:util"

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" })
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)
const graphemeWidth = (grapheme: string): number => (wide.test(grapheme) ? 2 : /^\p{M}+$/u.test(grapheme) ? 0 : 1)

/** Cells that the text takes, colours aside. */
export function displayWidth(text: string): number {
  const bare = stripVTControlCharacters(text)
  if (isPlain(bare)) return bare.length
  let width = 0
  for (const { segment } of segmenter.segment(bare)) width += graphemeWidth(segment)
  return width
}

/** The text on one line: what came from data may hold line breaks and escape sequences. */
export const oneLine = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what is replaced
  stripVTControlCharacters(text).replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")

/** Uncoloured text cut to a width, ending in an ellipsis where something is left out. */
export function fit(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width <= 1) return width === 1 ? "…" : ""
  let result = ""
  let used = 0
  for (const { segment } of segmenter.segment(text)) {
    used += graphemeWidth(segment)
    if (used > width - 1) break
    result += segment
  }
  return `${result.trimEnd()}…`
}

/** The text filled with spaces up to a width, at its end or (for numbers) before it. */
export function pad(text: string, width: number, side: "end" | "start" = "end"): string {
  const spaces = " ".repeat(Math.max(0, width - displayWidth(text)))
  return side === "end" ? text + spaces : spaces + text
}

/** The text with a capital, where it begins with a word and not with a name. */
export const capitalized = (text: string): string =>
  /^\p{Ll}+[ ,']/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text

/** The text as a sentence: with a capital and a full stop. */
export const sentence = (text: string): string => (/[.!?:]$/.test(text) ? capitalized(text) : `${capitalized(text)}.`)

/** Words broken into lines of a width. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const paragraph of text.split("\n")) {
    let line = ""
    for (const word of paragraph.split(" ")) {
      if (line !== "" && displayWidth(line) + 1 + displayWidth(word) > width) {
        lines.push(line)
        line = word
      } else line = line === "" ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines
}
