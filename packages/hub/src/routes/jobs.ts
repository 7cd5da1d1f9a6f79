// Trainings and those who do them.
import { operations } from "@fidelio/client/contract"
import { listJobs } from "../jobs/list-jobs.ts"
import { listWorkers } from "../jobs/list-workers.ts"
import { route } from "../route.ts"

export const jobRoutes = [
  route(operations.listJobs, ({ query, hub }) => listJobs(hub.db, query)),
  route(operations.listWorkers, async ({ hub }) => ({ items: await listWorkers(hub.db) })),
]
