// From the words of the command line to a command and the values of its flags.
import { FidelioError } from "@fidelio/core/errors"
import { Argument, Command as Parser, CommanderError, Option } from "commander"
import type { Command, Flags } from "./command.ts"
import { outputFlags } from "./flags.ts"
import { displayWidth, pad } from "./terminal/text.ts"

/** What the words ask for: a command to run, or a text to show. */
export type Request =
  | { readonly kind: "run"; readonly command: Command; readonly values: Readonly<Record<string, unknown>> }
  | { readonly kind: "text"; readonly text: string }

interface ParseOptions {
  readonly version: string
  readonly width: number
  readonly hasColors: boolean
}

/** Every flag of a command, those that all have included. */
export const flagsOf = (command: Command): Flags => ({ ...command.flags, ...outputFlags })

/** `--model-path=x` → `--model_path=x`, `-mlp` → `--model_load_path`: one spelling for the parser. */
export function normalizeFlags(words: readonly string[], flags: Flags): string[] {
  const shorts = new Map(Object.entries(flags).map(([name, { short }]) => [`-${short}`, `--${name}`]))
  const end = words.indexOf("--")
  return words.map((word, i) => {
    if (end >= 0 && i >= end) return word
    const [, dashes = "", name = "", rest = ""] = /^(--?)([^=]*)(.*)$/s.exec(word) ?? []
    if (dashes === "-") return (shorts.get(`-${name}`) ?? `-${name}`) + rest
    return dashes === "--" ? `--${name.replaceAll("-", "_")}${rest}` : word
  })
}

const placeholderOf = ({ placeholder = "", takesMany }: Flags[string]): string =>
  takesMany === true ? `${placeholder}...` : placeholder

function optionOf(name: string, flag: Flags[string]): Option {
  const value = flag.placeholder ? ` <${placeholderOf(flag)}>` : ""
  const option = new Option(`--${name}${value}`, flag.summary)
  option.helpGroup(`${flag.group}:`)
  if (flag.placeholder) {
    let read = flag.initial
    option.argParser((given) => (read = flag.read(given, name, read)))
  }
  if (typeof flag.initial === "string" || typeof flag.initial === "number") option.default(flag.initial)
  return option
}

function argumentOf(name: string, { summary, isOptional, takesMany }: NonNullable<Command["words"]>[string]): Argument {
  const text = takesMany ? `${name}...` : name
  return new Argument(isOptional ? `[${text}]` : `<${text}>`, summary)
}

/** ` <from> <to>` */
const usageOf = ({ words = {} }: Command): string =>
  Object.entries(words)
    .map(([name, { isOptional, takesMany }]) => {
      const text = takesMany ? `${name}...` : name
      return isOptional ? ` [${text}]` : ` <${text}>`
    })
    .join("")

/** `-mlp, --model_load_path <path>`, the long names in one column. */
function term(name: string, short: string | undefined, placeholder = ""): string {
  const shorts = short === undefined ? "" : `-${short}, `
  return `${pad(shorts, 7, "start")}--${name}${placeholder && ` <${placeholder}>`}`
}

function parserOf(command: Command, commands: readonly Command[], options: ParseOptions): Parser {
  const flags = flagsOf(command)
  const parser = new Parser(command.name).description(command.summary)
  for (const [name, flag] of Object.entries(flags)) parser.addOption(optionOf(name, flag))
  parser.addHelpOption(new Option("-h, --help", "Show this help").helpGroup("Output:"))
  for (const [name, word] of Object.entries(command.words ?? {})) parser.addArgument(argumentOf(name, word))
  parser.helpCommand(false).allowExcessArguments(false)
  parser.configureHelp({
    helpWidth: options.width,
    optionTerm: ({ long = "" }) => {
      const name = long.slice(2)
      const flag = flags[name]
      return flag === undefined
        ? term(name, name === "help" ? "h" : undefined)
        : term(name, flag.short, placeholderOf(flag))
    },
    commandUsage: () => `fidelio ${command.name}${usageOf(command)} [options]`,
    styleTitle: (text) => (options.hasColors ? `\u001b[1m${text}\u001b[22m` : text),
  })
  const group = commands.filter(({ name }) => name.startsWith(`${command.name} `))
  if (group.length > 0) parser.addHelpText("after", `\nCommands:\n${summaries(group).join("\n")}`)
  parser.addHelpText("after", `\nExamples:\n${command.examples.map((line) => `  ${line}`).join("\n")}\n`)
  return parser
}

/** A line a command: its name and what it does. */
function summaries(commands: readonly Command[]): string[] {
  const widest = Math.max(...commands.map(({ name }) => displayWidth(name)))
  return commands.map(({ name, summary }) => `  ${pad(name, widest)}  ${summary}`)
}

/** The list of commands; those of a group stand in the help of the command that it is named after. */
export function overview(commands: readonly Command[], { version, hasColors }: ParseOptions): string {
  const bold = (text: string): string => (hasColors ? `\u001b[1m${text}\u001b[22m` : text)
  const rows = summaries(commands.filter(({ name }) => !name.includes(" ")))
  return `${bold("fidelio")} ${version}: a YAML config and a table in, a trained model out.

${bold("Usage:")} fidelio <command> [options]

${bold("Commands:")}
${rows.join("\n")}

${bold("Begin with:")}
  fidelio init_config --dataset data.csv --target price --output config.yaml
  fidelio train --config config.yaml --dataset data.csv

Options of a command: fidelio <command> --help
`
}

/** Parses the words after `fidelio`. */
export function parseRequest(words: readonly string[], commands: readonly Command[], options: ParseOptions): Request {
  const wantsHelp = words[0] === "help"
  const [first, ...rest] = wantsHelp ? words.slice(1) : words
  if (first === undefined || first === "--help" || first === "-h") {
    return { kind: "text", text: overview(commands, options) }
  }
  if (first === "--version" || first === "-V") return { kind: "text", text: `fidelio ${options.version}\n` }
  const command = commandOf([first, ...rest], commands)
  if (command === undefined) throw unknownCommand(first, commands)
  const own = [first, ...rest].slice(command.name.split(" ").length)
  const parser = parserOf(command, commands, options)
  return runParser(parser, command, wantsHelp ? ["--help"] : normalizeFlags(own, flagsOf(command)))
}

/** The command of the first two words, where the first has a group; else of the first. */
function commandOf([first = "", second = ""]: readonly string[], commands: readonly Command[]): Command | undefined {
  const named = (name: string): Command | undefined =>
    commands.find((command) => command.name === name.replaceAll("-", "_"))
  const group = commands.filter(({ name }) => name.startsWith(`${first} `))
  if (group.length > 0 && second !== "" && !second.startsWith("-")) {
    const found = named(`${first} ${second}`)
    if (found === undefined) throw unknownWord(first, second, group)
    return found
  }
  return named(first)
}

function unknownWord(first: string, second: string, group: readonly Command[]): FidelioError {
  const words = group.map(({ name }) => name.slice(first.length + 1))
  const near = nearestWord(second.replaceAll("-", "_"), words)
  return new FidelioError("usage/flag", `There is no command "${first} ${second}".`, {
    hint: near === undefined ? `fidelio ${first} --help lists every command.` : `Did you mean ${first} ${near}?`,
  })
}

function runParser(parser: Parser, command: Command, words: readonly string[]): Request {
  let help = ""
  parser.exitOverride().configureOutput({ writeOut: (text) => (help += text), writeErr: () => undefined })
  try {
    parser.parse([...words], { from: "user" })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === "commander.helpDisplayed") return { kind: "text", text: help }
    throw usageError(error, command)
  }
  const options = parser.opts<Record<string, unknown>>()
  const flags = Object.entries(flagsOf(command)).map(([name, flag]) => [name, options[name] ?? flag.initial])
  const own = Object.entries(command.words ?? {}).map(([name, word], i) => {
    const given = parser.processedArgs[i] as string | readonly string[] | undefined // an argument's texts
    return [name, word.read(given === undefined ? [] : [given].flat())]
  })
  return { kind: "run", command, values: Object.fromEntries([...flags, ...own]) as Readonly<Record<string, unknown>> }
}

/** The parser's sentence, with its suggestion as the hint. */
function usageError(error: CommanderError, { name }: Command): FidelioError {
  const [sentence = "", ...suggestions] = error.message.replace(/^error: /, "").split("\n")
  const suggestion = suggestions.join(" ").replaceAll(/[()]/g, "").trim()
  const message = sentence
    .replaceAll("'", '"')
    .replace("option", "flag")
    .replace(/ <\w+>" argument missing/, '" needs a value')
  return new FidelioError("usage/flag", `fidelio ${name}: ${message}.`, {
    hint: suggestion === "" ? `fidelio ${name} --help lists every flag.` : suggestion,
    cause: error,
  })
}

function unknownCommand(word: string, commands: readonly Command[]): FidelioError {
  const names = commands.map(({ name }) => name).filter((name) => !name.includes(" "))
  const near = nearestWord(word.replaceAll("-", "_"), names)
  return new FidelioError("usage/flag", `There is no command "${word}".`, {
    hint: near === undefined ? "fidelio --help lists every command." : `Did you mean ${near}?`,
  })
}

/** The parser's own suggestion. */
function nearestWord(word: string, names: readonly string[]): string | undefined {
  const probe = new Parser("fidelio").exitOverride().configureOutput({ writeErr: () => undefined })
  for (const name of names) probe.command(name)
  try {
    probe.helpCommand(false).parse([word], { from: "user" })
  } catch (error) {
    if (error instanceof CommanderError) return /Did you mean (?:one of )?([^,?]+)/.exec(error.message)?.[1]
  }
  return undefined
}
