// A terminal for tests: keeps what a person would see after carriage returns and erased lines.

export interface Screen {
  write(text: string): void
  readonly isTTY: boolean
  readonly columns: number
  /** The lines on the screen, the live one last. */
  lines(): readonly string[]
  /** Everything that was written, as it was. */
  readonly written: readonly string[]
}

/** Back to the start of the line, which is erased. */
const erase = "\r\u001b[K"

export function createScreen(columns: number, isTTY: boolean): Screen {
  const written: string[] = []
  return {
    isTTY,
    columns,
    written,
    write: (text) => void written.push(text),
    lines() {
      const lines = [""]
      for (const part of written
        .join("")
        .replaceAll(erase, "\r")
        .split(/([\n\r])/)) {
        if (part === "\n") lines.push("")
        else if (part === "\r") lines[lines.length - 1] = ""
        else lines[lines.length - 1] += part
      }
      return lines
    },
  }
}
