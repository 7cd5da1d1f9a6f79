// `fidelio hub versions`: the versions of a repository.
import type { VersionSummary } from "@fidelio/client"
import type { CommandContext } from "../command.ts"
import { formatSeconds } from "../terminal/numbers.ts"
import { tableLines, type TableColumn } from "../terminal/table.ts"
import { connect, type ConnectionValues } from "./connection.ts"
import { ago, objectiveText, secondsBetween, statusStyle } from "./words.ts"

interface VersionsValues extends ConnectionValues {
  readonly repository: string
  readonly limit: number
}

const columns: readonly TableColumn[] = [
  { title: "version", style: "strong" },
  { title: "status" },
  { title: "model" },
  { title: "metric" },
  { title: "data", shrinksTo: 8 },
  { title: "from" },
  { title: "author", shrinksTo: 8 },
  { title: "took", align: "right" },
  { title: "when", style: "faint" },
  { title: "description", shrinksTo: 8, style: "faint" },
]

export async function versions(
  { repository, limit, ...values }: VersionsValues,
  context: CommandContext,
): Promise<void> {
  const { hub } = await connect(values)
  const { items, next_cursor } = await hub.listVersions({ params: { repository }, query: { limit } })
  const { terminal, emit } = context
  emit?.("versions", { items, next_cursor })
  if (items.length === 0) {
    terminal.line(`${repository} has no versions yet: fidelio hub train ${repository} --config config.yaml --dataset …`)
    return
  }
  const rows = items.map((version) => ({ cells: cellsOf(version), ...styleOf(version) }))
  for (const line of tableLines(terminal, columns, rows)) terminal.line(line)
  if (next_cursor !== null) terminal.line(terminal.paint("faint", "  … older ones: --limit"))
}

const styleOf = ({ status }: VersionSummary) => (status === "ready" ? {} : { style: statusStyle(status) })

function cellsOf(version: VersionSummary): readonly string[] {
  const { number, aliases, status, model_type: type, objective, dataset, parent, author, created, ended } = version
  const from =
    parent === null
      ? ""
      : parent.repository === version.repository
        ? `@${parent.number}`
        : `${parent.repository}@${parent.number}`
  return [
    `@${number}${aliases.map((alias) => ` ${alias}`).join("")}`,
    status,
    type,
    objectiveText(objective),
    dataset === null ? "" : `${dataset.name}@${dataset.revision}`,
    from,
    author.name,
    ended === null || version.origin !== "trained" ? "" : formatSeconds(secondsBetween(created, ended)),
    ago(created),
    version.description,
  ]
}
