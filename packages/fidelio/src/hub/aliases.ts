// `fidelio hub alias`: the aliases of a repository; moving and removing one, if it is where it is expected to be.
import { FidelioError } from "@fidelio/core/errors"
import type { CommandContext } from "../command.ts"
import { tableLines } from "../terminal/table.ts"
import { connect, type Connection, type ConnectionValues } from "./connection.ts"
import { ago } from "./words.ts"

interface AliasValues extends ConnectionValues {
  readonly repository: string
  readonly alias: string | undefined
  readonly version: string | undefined
  readonly expected: number | undefined
  readonly remove: boolean
}

export async function alias(values: AliasValues, context: CommandContext): Promise<void> {
  const connection = await connect(values)
  if (values.alias === undefined) return await listAliases(values.repository, connection, context)
  const params = { repository: values.repository, alias: values.alias }
  const { hub } = connection
  const { items } = await hub.listAliases({ params })
  const now = items.find(({ name }) => name === values.alias)?.version
  const expected = values.expected ?? now
  const { terminal } = context
  if (values.remove) {
    if (expected === undefined) throw missing(params)
    await hub.deleteAlias({ params, query: { expected } })
    context.emit?.("alias_removed", { ...params, from: expected })
    return terminal.line(`${params.alias} of ${params.repository} is removed; it named @${expected}.`)
  }
  if (values.version === undefined) return await listMoves(params, connection, context)
  const version = Number(values.version.replace(/^.*@/, ""))
  if (!Number.isSafeInteger(version) || version < 1)
    throw new FidelioError("usage/flag", `"${values.version}" is no number of a version.`)
  await hub.moveAlias({
    params,
    body: { version, expected: expected === undefined || expected === 0 ? null : expected },
  })
  context.emit?.("alias_moved", { ...params, from: expected ?? null, to: version })
  const from = expected === undefined || expected === 0 ? "" : ` (before: @${expected})`
  terminal.line(`${terminal.paint("good", params.alias)} → ${params.repository}@${version}${from}`)
}

const missing = ({ repository, alias: name }: { readonly repository: string; readonly alias: string }): FidelioError =>
  new FidelioError("hub/not-found", `The repository ${repository} has no alias ${name}.`, {
    hint: `fidelio hub alias ${repository} lists them.`,
  })

async function listAliases(repository: string, { hub }: Connection, { terminal, emit }: CommandContext): Promise<void> {
  const { items } = await hub.listAliases({ params: { repository } })
  emit?.("aliases", { items })
  if (items.length === 0)
    return terminal.line(`${repository} has no aliases: fidelio hub alias ${repository} <alias> <version>`)
  const rows = items.map(({ name, version, moved, moved_by: by }) => ({
    cells: [name, `${repository}@${version}`, by.name, ago(moved)],
  }))
  const columns = [{ title: "alias", style: "good" as const }, { title: "version" }, { title: "by" }, { title: "when" }]
  for (const line of tableLines(terminal, columns, rows)) terminal.line(line)
}

async function listMoves(
  params: { readonly repository: string; readonly alias: string },
  { hub }: Connection,
  { terminal, emit }: CommandContext,
): Promise<void> {
  const { items } = await hub.listAliasMoves({ params })
  emit?.("alias_moves", { items })
  if (items.length === 0) throw missing(params)
  const place = (number: number | null): string => (number === null ? "–" : `@${number}`)
  const rows = items.map(({ from, to, at, by }) => ({ cells: [place(from), place(to), by.name, ago(at)] }))
  const columns = [{ title: "from" }, { title: "to", style: "strong" as const }, { title: "by" }, { title: "when" }]
  for (const line of tableLines(terminal, columns, rows)) terminal.line(line)
}
