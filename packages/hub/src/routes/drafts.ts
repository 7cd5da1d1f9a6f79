// Drafts: edited, and trained.
import { operations } from "@fidelio/client/contract"
import { change, create } from "../db/change.ts"
import { createDraft, deleteDraft, listDrafts, readDraft, trainDraft, updateDraft } from "../repositories/drafts.ts"
import { route } from "../route.ts"
import { readVersionById } from "../versions/read-versions.ts"

export const draftRoutes = [
  route(operations.listDrafts, ({ params, query, hub }) => listDrafts(hub.db, { ...params, ...query })),
  route(operations.createDraft, ({ params, body, actor, hub }) =>
    create(hub.db, actor, {
      make: (made) => createDraft(made, { ...params, ...body }),
      read: (transaction, id) => readDraft(transaction, { ...params, id }),
    }),
  ),
  route(operations.getDraft, ({ params, hub }) => readDraft(hub.db, params)),
  route(operations.updateDraft, async ({ params, body, actor, hub }) => {
    await change(hub.db, actor, (made) => updateDraft(made, params, body))
    return readDraft(hub.db, params)
  }),
  route(operations.deleteDraft, ({ params, actor, hub }) => change(hub.db, actor, (made) => deleteDraft(made, params))),
  route(operations.trainDraft, async ({ params, body, actor, hub }) => {
    const { config, dataset } = await readDraft(hub.db, params)
    // Before the transaction, which others wait for; without a dataset that is what is told.
    const checked = dataset === null ? undefined : await hub.configs.do("read", config)
    return create(hub.db, actor, {
      make: (made) => trainDraft(made, hub.queue, { ...params, ...body, read: checked && { config, checked } }),
      read: readVersionById,
    })
  }),
]
