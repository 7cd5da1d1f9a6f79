// `fidelio hub dataset`: the list of datasets, one of them with its columns, or a new revision from a file, an address or a path.
import { openAsBlob } from "node:fs"
import { stat } from "node:fs/promises"
import { basename } from "node:path"
import type { HubClient, Revision } from "@fidelio/client"
import { FidelioError } from "@fidelio/core/errors"
import type { CommandContext } from "../command.ts"
import { formatBytes, formatCount, formatMetric, plural } from "../terminal/numbers.ts"
import { tableLines, type TableColumn } from "../terminal/table.ts"
import { writeHeading, type Terminal } from "../terminal/terminal.ts"
import { connect, type ConnectionValues } from "./connection.ts"
import { ago } from "./words.ts"

interface DatasetValues extends ConnectionValues {
  readonly name: string | undefined
  readonly upload: string | undefined
  readonly from_url: string | undefined
  readonly from_path: string | undefined
  readonly search: string | undefined
}

export async function dataset(values: DatasetValues, context: CommandContext): Promise<void> {
  const { hub } = await connect(values)
  const { name, upload, from_url: address, from_path: path } = values
  const sources = [upload, address, path].filter((source) => source !== undefined)
  if (sources.length > 1) throw new FidelioError("usage/flag", "Several sources are given; a revision comes from one.")
  if (name === undefined) {
    if (sources.length > 0)
      throw new FidelioError("usage/flag", "A dataset needs a name: fidelio hub dataset <name> --upload <file>")
    return await list(hub, values.search, context)
  }
  const revision = await revisionOf(hub, { ...values, name })
  context.emit?.("dataset", revision)
  writeRevision(context.terminal, revision)
}

async function revisionOf(hub: HubClient, values: DatasetValues & { readonly name: string }): Promise<Revision> {
  const { name, upload, from_url: address, from_path: path } = values
  const params = { dataset: name }
  if (upload !== undefined) return await uploadFile(hub, name, upload)
  if (address !== undefined)
    return await hub.importRevision({ params, body: { source: { kind: "url", url: address } } })
  if (path !== undefined) return await hub.importRevision({ params, body: { source: { kind: "path", path } } })
  const { latest } = await hub.getDataset({ params })
  if (latest !== null) return await hub.getRevision({ params: { dataset: name, revision: latest.revision } })
  throw new FidelioError("hub/not-found", `The dataset ${name} has no revision yet.`, {
    hint: `Bring its rows: fidelio hub dataset ${name} --upload <file>`,
  })
}

/** Sends a file as the next revision of a dataset. */
export async function uploadFile(hub: HubClient, name: string, path: string): Promise<Revision> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new FidelioError("data/not-found", `The data file "${path}" does not exist.`, { at: path, cause })
  })
  if (!found.isFile()) throw new FidelioError("data/not-found", `"${path}" is no file.`, { at: path })
  return await hub.uploadRevision({
    params: { dataset: name },
    query: { file: basename(path) },
    body: await openAsBlob(path), // read as it is sent, not into memory
  })
}

async function list(hub: HubClient, search: string | undefined, { terminal, emit }: CommandContext): Promise<void> {
  const { items, next_cursor } = await hub.listDatasets({ query: { search, limit: 200 } })
  emit?.("datasets", { items, next_cursor })
  if (items.length === 0) return terminal.line("There are no datasets yet: fidelio hub dataset <name> --upload <file>")
  const columns: readonly TableColumn[] = [
    { title: "dataset", style: "strong" },
    { title: "revision", align: "right" },
    { title: "rows", align: "right" },
    { title: "columns", align: "right" },
    { title: "size", align: "right" },
    { title: "fingerprint", style: "faint" },
    { title: "changed", style: "faint" },
  ]
  const rows = items.map(({ name, latest, updated }) => ({
    cells:
      latest === null
        ? [name, "–", "", "", "", "", ago(updated)]
        : [
            name,
            String(latest.revision),
            formatCount(latest.rows),
            String(latest.columns),
            formatBytes(latest.bytes),
            latest.sha256.slice(0, 12),
            ago(updated),
          ],
  }))
  for (const line of tableLines(terminal, columns, rows)) terminal.line(line)
}

function writeRevision(terminal: Terminal, revision: Revision): void {
  const { dataset: name, revision: number, rows, bytes, sha256, profile } = revision
  const size = `${plural(rows, "row")} · ${plural(profile.length, "column")} · ${formatBytes(bytes)} · ${sha256.slice(0, 12)}`
  writeHeading(terminal, `${name}@${number}`, size)
  const columns: readonly TableColumn[] = [
    { title: "column", style: "strong", shrinksTo: 12 },
    { title: "type" },
    { title: "missing", align: "right" },
    { title: "distinct", align: "right" },
    { title: "values", style: "faint", shrinksTo: 20 },
  ]
  const lines = profile.map(({ name: column, type, missing, distinct, min, max, mean, top, excluded }) => {
    const range = min === null ? "" : `${formatMetric(min)} … ${formatMetric(max)}, mean ${formatMetric(mean)}`
    const words = (top ?? []).slice(0, 4).map(({ value, count }) => `${value} (${formatCount(count)})`)
    const why = excluded === undefined ? "" : ` – ${excluded}`
    return {
      cells: [
        column,
        type,
        formatCount(missing),
        formatCount(distinct),
        (range === "" ? words.join(", ") : range) + why,
      ],
    }
  })
  for (const line of tableLines(terminal, columns, lines)) terminal.line(line)
}
