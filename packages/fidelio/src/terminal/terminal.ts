// Where the command writes: lines that stay, and below them at most one line that is redrawn in place.
import { styleText } from "node:util"
import { fit } from "./text.ts"

export type Style = "title" | "strong" | "faint" | "good" | "warning" | "error" | "accent"

const formats = {
  title: ["bold"],
  strong: ["bold"],
  faint: ["dim"],
  good: ["green"],
  warning: ["yellow"],
  error: ["bold", "red"],
  accent: ["cyan"],
} as const satisfies Record<Style, readonly Parameters<typeof styleText>[0][]>

/** What a terminal writes to: `process.stdout`, or a recorder in tests. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

export interface Terminal {
  /** Cells a line, now. */
  readonly width: number
  /** True where lines can be redrawn. */
  readonly isInteractive: boolean
  paint(style: Style, text: string): string
  /** A line that stays, above the live one. */
  line(text?: string): void
  /** Leaves one line empty, before a new section. */
  gap(): void
  /** Redraws the live line; nothing where the output is not a terminal. */
  live(text: string): void
  /** Removes the live line. */
  clear(): void
}

interface TerminalOptions {
  readonly colors: boolean
  /** Used where the output has no width of its own. */
  readonly width?: number
}

const pipeWidth = 100
const narrowest = 40
const widest = 160

export function createTerminal(output: Output, options: TerminalOptions): Terminal {
  let live = ""
  let isAfterGap = true
  const isInteractive = output.isTTY === true
  const width = (): number => Math.min(widest, Math.max(narrowest, output.columns ?? options.width ?? pipeWidth))
  const erase = (): void => {
    if (live !== "") output.write("\r\u001b[K")
  }
  return {
    isInteractive,
    get width() {
      return width()
    },
    paint: (style, text) =>
      options.colors && text !== "" ? styleText([...formats[style]], text, { validateStream: false }) : text,
    line(text = "") {
      erase()
      output.write(`${text.trimEnd()}\n${live}`)
      isAfterGap = text === ""
    },
    gap() {
      if (!isAfterGap) this.line()
    },
    live(text) {
      if (!isInteractive || text === live) return
      erase()
      live = text
      output.write(live)
    },
    clear() {
      erase()
      live = ""
    },
  }
}

/** Whether the stream shows colours, by `NO_COLOR`, `FORCE_COLOR` and what it is. */
export const hasColors = (stream: NodeJS.WriteStream): boolean =>
  styleText("red", "x", { stream, validateStream: true }) !== "x"

/** Begins a section: a heading with something faint beside it, on one line. */
export function writeHeading(terminal: Terminal, title: string, beside = ""): void {
  const room = terminal.width - title.length - 2
  terminal.gap()
  terminal.line(`${terminal.paint("title", title)}  ${terminal.paint("faint", fit(beside, room))}`)
}
