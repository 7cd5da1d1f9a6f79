// Where in a YAML document the cursor is, by indentation alone: it has to work in text that is half written.

export interface YamlPlace {
  /** Keys and places in lists from the document's root to the mapping or value at hand. */
  readonly path: readonly (string | number)[]
  /** Whether a key is being written, or a value. */
  readonly kind: "key" | "value"
  /** What of it is there already. */
  readonly typed: string
}

interface Level {
  readonly indent: number
  readonly step: string | number
}

/** A key at the beginning of what stands on a line. */
const keyed = /^(?:"([^"]*)"|'([^']*)'|([^\s#:'"-][^#:]*?))\s*:(?=\s|$)/

export function yamlPlace(text: string, offset: number): YamlPlace | undefined {
  const lines = text.slice(0, offset).split("\n")
  const last = lines.pop() ?? ""
  const stack: Level[] = []
  for (const line of lines) if (!/^\s*(?:#|$)/.test(line)) readLine(stack, line)
  if (/^\s*#|\s#/.test(last)) return undefined
  const rest = enter(stack, last)
  const key = keyed.exec(rest.text)
  if (key === null) {
    if (/[\s,[{]/.test(rest.text)) return undefined
    return { path: stack.map(({ step }) => step), kind: "key", typed: rest.text }
  }
  const typed = rest.text.slice(key[0].length)
  if (!/^\s/.test(typed)) return undefined
  return {
    path: [...stack.map(({ step }) => step), nameOf(key)],
    kind: "value",
    typed: typed.trimStart().replace(/^["']/, ""),
  }
}

const nameOf = (key: RegExpExecArray): string => key[1] ?? key[2] ?? key[3] ?? ""

function readLine(stack: Level[], line: string): void {
  const rest = enter(stack, line)
  const key = keyed.exec(rest.text)
  if (key !== null) stack.push({ indent: rest.indent, step: nameOf(key) })
}

interface Rest {
  readonly indent: number
  readonly text: string
}

/** Leaves what has ended before a line, and enters the lists that begin on it. */
function enter(stack: Level[], line: string): Rest {
  let indent = line.length - line.trimStart().length
  let text = line.slice(indent)
  for (let item = /^-(?:\s+|$)/.exec(text); item !== null; item = /^-(?:\s+|$)/.exec(text)) {
    while ((stack.at(-1)?.indent ?? -1) > indent) stack.pop()
    const top = stack.at(-1)
    const isSibling = top?.indent === indent && typeof top.step === "number"
    if (isSibling) stack.pop()
    stack.push({ indent, step: isSibling ? Number(top.step) + 1 : 0 })
    indent += item[0].length === 1 ? 2 : item[0].length
    text = text.slice(item[0].length)
  }
  while ((stack.at(-1)?.indent ?? -1) >= indent) stack.pop()
  return { indent, text }
}
