// The public surface of @fidelio/hub.
export { embeddedConnection } from "./embedded/embedded-database.ts"
export type { RequestEntry } from "./http/request-log.ts"
export type { HubOptions } from "./hub-options.ts"
export { startHub, type RunningHub } from "./hub.ts"
export { startWorker, type TrainingWorker, type WorkerEvent, type WorkerOptions } from "./worker/worker.ts"
