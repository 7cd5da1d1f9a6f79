// How a command is declared: its flags with the types of their values, and what it does.
import { FidelioError } from "@fidelio/core/errors"
import type { Terminal } from "./terminal/terminal.ts"

/** A flag of the command line: `--name`, its short form, and how its text becomes a value. */
export interface Flag<V> {
  /** Ludwig's short form without its dash: `c`, `mlp`. */
  readonly short?: string | undefined
  readonly summary: string
  /** What stands for the value in the help; a flag without one is a switch. */
  readonly placeholder?: string
  readonly initial: V
  /** Whether several values may follow it: `--name a b`. */
  readonly takesMany?: boolean
  /** The heading under which the help lists it. */
  readonly group: string
  read(text: string, name: string, before: V): V
}

export type Flags = Readonly<Record<string, Flag<unknown>>>
export type FlagValues<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer V> ? V : never }

/** What stands behind the command's name without a dash: `diff titanic@3 titanic@5`. */
export interface Word<V> {
  readonly summary: string
  readonly isOptional: boolean
  /** Whether all that follows belongs to it. */
  readonly takesMany: boolean
  read(texts: readonly string[]): V
}

export type Words = Readonly<Record<string, Word<unknown>>>
type WordValues<W extends Words> = { readonly [K in keyof W]: W[K] extends Word<infer V> ? V : never }

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal
  /** Set by `--json`: everything is reported as one JSON object a line instead. */
  readonly emit: ((event: string, payload: object) => void) | undefined
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal
  /** Writes a result as it is, to be piped into a file. */
  print(text: string): void
}

export interface Command<F extends Flags = Flags, W extends Words = Words> {
  /** A word, or two: `hub diff` belongs to the group of `hub`. */
  readonly name: string
  readonly summary: string
  /** Lines of a shell that show how it is used. */
  readonly examples: readonly string[]
  /** In their order. */
  readonly words?: W
  readonly flags: F
  /** What is said when Ctrl-C asks it to end. */
  readonly interruption?: string
  /** Returns the exit status, 0 where nothing is returned. */
  run(values: FlagValues<F> & WordValues<W>, context: CommandContext): Promise<number | void>
}

// oxlint-disable-next-line typescript/no-empty-object-type -- a command without words
export const defineCommand = <const F extends Flags, const W extends Words = {}>(
  command: Command<F, W>,
): Command<F, W> => command

// ── words ───────────────────────────────────────────────────────────────────────────────────────

/** A word that must be there. */
export const word = (summary: string): Word<string> => ({
  summary,
  isOptional: false,
  takesMany: false,
  read: ([given = ""]) => given,
})

/** A word that may be there. */
export const optionalWord = (summary: string): Word<string | undefined> => ({
  summary,
  isOptional: true,
  takesMany: false,
  read: ([given]) => given,
})

/** One word or more. */
export const wordsOf = (summary: string): Word<readonly string[]> => ({
  summary,
  isOptional: false,
  takesMany: true,
  read: (given) => given,
})

// ── flags ───────────────────────────────────────────────────────────────────────────────────────

interface FlagText {
  readonly short?: string
  readonly summary: string
  readonly placeholder?: string
}

const group = "Options"

/** A text; not given, it is undefined. */
export const text = ({ placeholder = "text", ...flag }: FlagText): Flag<string | undefined> => ({
  ...flag,
  placeholder,
  group,
  initial: undefined,
  read: (given) => given,
})

/** A file or folder. */
export const path = (flag: FlagText): Flag<string | undefined> => text({ placeholder: "path", ...flag })

/** A text with a value of its own where it is not given. */
export const textOr = (initial: string, { placeholder = "text", ...flag }: FlagText): Flag<string> => ({
  ...flag,
  placeholder,
  group,
  initial,
  read: (given) => given,
})

/** One of a few words. */
export const oneOf = <const V extends string>(allowed: readonly V[], initial: V, flag: FlagText): Flag<V> => ({
  placeholder: "name",
  ...flag,
  summary: `${flag.summary} (${allowed.join(", ")})`,
  group,
  initial,
  read(given, name) {
    const found = allowed.find((word) => word === given)
    if (found !== undefined) return found
    throw new FidelioError("usage/flag", `--${name} is "${given}", but it takes one of: ${allowed.join(", ")}.`)
  },
})

/** A text that may be given several times. */
export const list = ({ placeholder = "text", ...flag }: FlagText): Flag<readonly string[]> => ({
  ...flag,
  placeholder,
  group,
  initial: [],
  read: (given, _, before) => [...before, given],
})

/** Texts that may follow the flag one after the other. */
export const listOf = (flag: FlagText): Flag<readonly string[]> => ({ ...list(flag), takesMany: true })

/** A whole number, zero or more. */
export const count = <const V extends number | undefined>(initial: V, flag: FlagText): Flag<V | number> => ({
  placeholder: "number",
  ...flag,
  group,
  initial,
  read(given, name) {
    const value = /^\d+$/.test(given) ? Number(given) : NaN
    if (Number.isSafeInteger(value)) return value
    throw new FidelioError("usage/flag", `--${name} is "${given}", but it takes a whole number.`)
  },
})

/** A number, zero or more. */
export const decimal = <const V extends number | undefined>(initial: V, flag: FlagText): Flag<V | number> => ({
  placeholder: "number",
  ...flag,
  group,
  initial,
  read(given, name) {
    if (/^(?:\d+\.?\d*|\.\d+)$/.test(given)) return Number(given)
    throw new FidelioError("usage/flag", `--${name} is "${given}", but it takes a number.`)
  },
})

/** Something that is switched on. */
export const flag = ({ short, summary }: FlagText): Flag<boolean> => ({
  short,
  summary,
  group,
  initial: false,
  read: () => true,
})

/** The flags under one heading of the help. */
export const grouped = <const F extends Flags>(heading: string, flags: F): F =>
  Object.fromEntries(Object.entries(flags).map(([name, spec]) => [name, { ...spec, group: heading }])) as unknown as F // same keys and types
