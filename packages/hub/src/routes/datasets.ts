// Datasets: tables with their revisions, profiles and first rows.
import { basename } from "node:path"
import { operations } from "@fidelio/client/contract"
import type { Revision } from "@fidelio/client"
import type { Actor, HubContext } from "../context.ts"
import {
  addRevision,
  checkNameIsFree,
  createDataset,
  deleteDataset,
  updateDataset,
} from "../datasets/change-datasets.ts"
import { fetchTable } from "../datasets/fetch-table.ts"
import { inferConfig } from "../datasets/infer-config.ts"
import { openPath } from "../datasets/open-path.ts"
import { listDatasets, listRevisions, readDataset, readRevision } from "../datasets/read-datasets.ts"
import { receiveTable, type ReceivedTable } from "../datasets/receive-table.ts"
import { change, create } from "../db/change.ts"
import { route } from "../route.ts"

interface Arrived {
  readonly hub: HubContext
  readonly actor: Actor
  readonly name: string
  readonly table: ReceivedTable
}

const added = ({ hub, actor, name, table }: Arrived): Promise<Revision> =>
  create(hub.db, actor, {
    make: (made) => addRevision(made, hub.storage, { name, table }),
    read: (transaction, number) => readRevision(transaction, name, number),
  })

export const datasetRoutes = [
  route(operations.listDatasets, ({ query, hub }) => listDatasets(hub.db, query)),
  route(operations.createDataset, ({ body, actor, hub }) =>
    create(hub.db, actor, {
      make: (made) => createDataset(made, body),
      read: (transaction) => readDataset(transaction, body.name),
    }),
  ),
  route(operations.getDataset, ({ params, hub }) => readDataset(hub.db, params.dataset)),
  route(operations.updateDataset, async ({ params, body, actor, hub }) => {
    await change(hub.db, actor, (made) => updateDataset(made, params.dataset, body))
    return await readDataset(hub.db, params.dataset)
  }),
  route(operations.deleteDataset, ({ params, actor, hub }) =>
    change(hub.db, actor, (made) => deleteDataset(made, params.dataset)),
  ),
  route(operations.listRevisions, ({ params, query, hub }) => listRevisions(hub.db, params.dataset, query)),
  route(operations.getRevision, ({ params, hub }) => readRevision(hub.db, params.dataset, params.revision)),
  route(operations.uploadRevision, async ({ params, query, body, actor, hub, signal }) => {
    const { dataset: name } = params
    await checkNameIsFree(hub.db, name)
    const source = { kind: "upload", name: basename(query.file ?? name) } as const
    const table = await receiveTable(hub, body, { ...query, source, signal })
    return await added({ hub, actor, name, table })
  }),
  route(operations.importRevision, async ({ params, body, actor, hub, signal }) => {
    const { dataset: name } = params
    const { source, format } = body
    await checkNameIsFree(hub.db, name)
    const opened =
      source.kind === "url"
        ? await fetchTable(source.url, { signal })
        : await openPath(source.path, hub.dataDirectories)
    const from = { kind: source.kind, name: opened.name }
    const table = await receiveTable(hub, opened.content, { source: from, file: opened.file, format, signal })
    return await added({ hub, actor, name, table })
  }),
  route(operations.downloadRevision, async ({ params, hub }) => {
    const { dataset, revision } = params
    const { sha256, bytes, format } = await readRevision(hub.db, dataset, revision)
    return { content: await hub.storage.read(sha256), bytes, name: `${dataset}-${revision}.${format}`, sha256 }
  }),
  route(operations.inferConfig, async ({ params, body, hub }) =>
    inferConfig(await readRevision(hub.db, params.dataset, params.revision), {
      targets: body.targets,
      modelType: body.model_type,
    }),
  ),
]
