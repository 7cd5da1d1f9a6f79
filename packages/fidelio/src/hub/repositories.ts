// `fidelio hub repo`: the list of repositories, one of them, or a new one.
import type { Repository } from "@fidelio/client"
import { FidelioError } from "@fidelio/core/errors"
import type { CommandContext } from "../command.ts"
import { tableLines, type TableColumn } from "../terminal/table.ts"
import { writeHeading, type Terminal } from "../terminal/terminal.ts"
import { connect, type ConnectionValues } from "./connection.ts"
import { ago, objectiveText } from "./words.ts"

interface RepoValues extends ConnectionValues {
  readonly name: string | undefined
  readonly create: boolean
  readonly description: string | undefined
  readonly tags: readonly string[]
  readonly search: string | undefined
}

export async function repo(values: RepoValues, context: CommandContext): Promise<void> {
  const { hub, url } = await connect(values)
  if (values.name === undefined) {
    if (values.create)
      throw new FidelioError("usage/flag", "A new repository needs a name: fidelio hub repo <name> --create")
    const { items, next_cursor } = await hub.listRepositories({ query: { search: values.search, limit: 200 } })
    context.emit?.("repositories", { items, next_cursor })
    writeList(context.terminal, items)
    if (next_cursor !== null)
      context.terminal.line(context.terminal.paint("faint", "  … more: narrow it down by --search"))
    return
  }
  const params = { repository: values.name }
  const repository = values.create
    ? await hub.createRepository({
        body: { name: values.name, description: values.description ?? "", tags: [...values.tags] },
      })
    : await hub.getRepository({ params })
  context.emit?.("repository", repository)
  writeRepository(context.terminal, repository, url)
}

const columns: readonly TableColumn[] = [
  { title: "repository", style: "strong" },
  { title: "versions", align: "right" },
  { title: "latest", shrinksTo: 20 },
  { title: "data", shrinksTo: 10 },
  { title: "changed", style: "faint" },
  { title: "description", shrinksTo: 10, style: "faint" },
]

function writeList(terminal: Terminal, items: readonly Repository[]): void {
  if (items.length === 0) {
    terminal.line("There are no repositories yet: fidelio hub repo <name> --create")
    return
  }
  const rows = items.map(({ name, versions, latest, datasets, updated, description }) => ({
    cells: [
      name,
      String(versions),
      latest === null ? "–" : `@${latest.number} ${latest.status} ${objectiveText(latest.objective)}`,
      datasets.join(", "),
      ago(updated),
      description,
    ],
  }))
  for (const line of tableLines(terminal, columns, rows)) terminal.line(line)
}

function writeRepository(terminal: Terminal, repository: Repository, url: string): void {
  const { name, description, owner, tags, versions, latest, aliases, datasets, forked_from: source } = repository
  writeHeading(terminal, name, description)
  const fact = (what: string, text: string): void => {
    if (text !== "") terminal.line(`  ${terminal.paint("faint", what.padEnd(10))}${text}`)
  }
  fact("owner", owner.name)
  fact("tags", tags.join(", "))
  fact("forked of", source === null ? "" : `${source.repository}@${source.number}`)
  fact("data", datasets.join(", "))
  fact("versions", String(versions))
  fact("latest", latest === null ? "" : `${name}@${latest.number}, ${latest.status} ${objectiveText(latest.objective)}`)
  for (const [alias, number] of Object.entries(aliases)) fact("alias", `${alias} → ${name}@${number}`)
  fact("page", terminal.paint("accent", `${url}/repositories/${name}`))
}
