// What a training has made and makes of its version: cancelled, followed, its curves, log and statistics.
import { operations } from "@fidelio/client/contract"
import { change } from "../db/change.ts"
import { cancelTraining } from "../jobs/cancel-training.ts"
import { route } from "../route.ts"
import { findVersion, readVersionById } from "../versions/read-versions.ts"
import { listEvaluations } from "../versions/list-evaluations.ts"
import { listLog } from "../versions/list-log.ts"
import { readStatistics } from "../versions/read-statistics.ts"

export const trainingRoutes = [
  route(operations.cancelVersion, async ({ params, actor, hub }) => {
    const id = await change(hub.db, actor, (made) => cancelTraining(made, hub.queue, params))
    return readVersionById(hub.db, id)
  }),
  route(operations.listEvaluations, async ({ params, hub }) => ({
    items: await listEvaluations(hub.db, await findVersion(hub.db, params)),
  })),
  route(operations.listLog, async ({ params, query, hub }) =>
    listLog(hub.db, await findVersion(hub.db, params), query),
  ),
  route(operations.followVersion, async ({ params, hub, signal }) =>
    hub.feeds.follow((await findVersion(hub.db, params)).id, signal),
  ),
  route(operations.getStatistics, async ({ params, hub }) => readStatistics(hub, await findVersion(hub.db, params))),
]
