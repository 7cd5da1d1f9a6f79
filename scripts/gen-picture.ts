// Draws docs/images/run.svg: what a person sees of the README's first command, from a run of it in a pseudo terminal.
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { displayWidth } from "../packages/fidelio/src/terminal/text.ts"
import { root } from "../test/support/sources.ts"

const columns = 96
const shown =
  "npx fidelio train --config examples/penguins/config.yaml --dataset node_modules/vega-datasets/data/penguins.json"
const picture = join(root, "docs/images/run.svg")

const control = "\u001b"
const sgr = new RegExp(`${control}\\[([\\d;]*)m`, "g")

interface Style {
  color: string
  isBold: boolean
}
interface Span extends Readonly<Style> {
  readonly text: string
}

const palette = { text: "#d6deeb", faint: "#7f8ca3", background: "#10151f", bar: "#1c2432" }
const colors: Readonly<Record<number, string>> = {
  31: "#ff6b6b",
  32: "#8fd18b",
  33: "#f2cc60",
  36: "#6cc7e0",
  39: palette.text,
}

/** What `script` (util-linux) records of the command in a terminal of its own. */
function record(): string {
  const results = mkdtempSync(join(tmpdir(), "fidelio-picture-"))
  const command = `stty cols ${columns} rows 50; node_modules/.bin/fidelio ${shown.slice(4 + "fidelio ".length)} --skip_save_processed_input`
  try {
    const env = {
      ...process.env,
      PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"]}`,
      TERM: "xterm-256color",
      FORCE_COLOR: "1",
    }
    const inFolder = command.replace("--config", `--output_directory ${results} --config`)
    const text = execFileSync("script", ["-qec", inFolder, "/dev/null"], { cwd: root, env, encoding: "utf8" })
    return text.replaceAll(results, "results")
  } finally {
    rmSync(results, { recursive: true, force: true })
  }
}

/** The lines that stay on the screen: what comes after a carriage return overwrites the line. */
const screen = (text: string): readonly string[] =>
  text
    .replaceAll("\r\n", "\n")
    .trimEnd()
    .split("\n")
    .map(
      (line) =>
        line
          .replaceAll(`\r${control}[K`, "\r")
          .split("\r")
          .findLast((part) => part !== "") ?? "",
    )

/** Of many epochs the first and the last: the others are told of by an ellipsis. */
function shorten(lines: readonly string[]): readonly string[] {
  const isEpoch = (line: string): boolean => /^ +\d+ +\S+ +\S+ +[\d.]+ s/.test(plain(line))
  const epochs = lines.flatMap((line, i) => (isEpoch(line) ? [i] : []))
  const hidden = new Set(epochs.slice(4, -3))
  const [first] = hidden
  return lines.flatMap((line, i) => (i === first ? ["        ⋮"] : hidden.has(i) ? [] : [line]))
}

const plain = (line: string): string => line.replaceAll(sgr, "")

function spansOf(line: string): readonly Span[] {
  const style: Style = { color: palette.text, isBold: false }
  const spans: Span[] = []
  let from = 0
  const add = (text: string): void => void (text !== "" && spans.push({ text, ...style }))
  for (const match of line.matchAll(sgr)) {
    add(line.slice(from, match.index))
    from = match.index + match[0].length
    for (const code of (match[1] || "0").split(";").map(Number)) apply(style, code)
  }
  add(line.slice(from))
  return spans
}

function apply(style: Style, code: number): void {
  if (code === 0) Object.assign(style, { color: palette.text, isBold: false })
  if (code === 1) style.isBold = true
  if (code === 2) style.color = palette.faint
  if (code === 22)
    Object.assign(style, { isBold: false, color: style.color === palette.faint ? palette.text : style.color })
  style.color = colors[code] ?? style.color
}

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

function draw(lines: readonly string[]): string {
  const [cell, row, margin, bar] = [8.4, 19, 18, 34] as const
  const [width, height] = [Math.ceil(columns * cell + 2 * margin), bar + lines.length * row + 2 * margin]
  const texts = lines.map((line, i) => {
    let column = 0
    const spans = spansOf(line).map(({ text, color, isBold }) => {
      const x = (margin + column * cell).toFixed(1)
      column += displayWidth(text)
      const length = (displayWidth(text) * cell).toFixed(1)
      return `<tspan x="${x}" textLength="${length}" fill="${color}"${isBold ? ' font-weight="700"' : ""}>${escape(text)}</tspan>`
    })
    return `<text y="${bar + margin + i * row + 12}" xml:space="preserve">${spans.join("")}</text>`
  })
  const dots = ["#ff6058", "#ffbd2e", "#28c840"].map(
    (color, i) => `<circle cx="${20 + 20 * i}" cy="${bar / 2}" r="6" fill="${color}"/>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`,
    `<title>A run of fidelio train in a terminal</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${palette.background}"/>`,
    `<rect width="100%" height="${bar}" rx="8" fill="${palette.bar}"/>`,
    ...dots,
    ...texts,
    "</svg>\n",
  ].join("\n")
}

const prompt = (text: string): readonly string[] => {
  const at = text.lastIndexOf(" --dataset")
  return [
    `${control}[32m$${control}[39m ${control}[1m${text.slice(0, at)} \\${control}[22m`,
    `${control}[1m     ${text.slice(at + 1)}${control}[22m`,
    "",
  ]
}

mkdirSync(dirname(picture), { recursive: true })
writeFileSync(picture, draw([...prompt(shown), ...shorten(screen(record()))]))
process.stdout.write(`${picture}\n`)
