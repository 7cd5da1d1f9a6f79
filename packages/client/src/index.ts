// The public surface of @fidelio/client.
export { addressOf, createHubClient, type CallOptions, type ClientOptions, type HubClient } from "./client.ts"
export { HubError } from "./hub-error.ts"
export type { AnswerOf, RequestOf } from "./request.ts"
export type * from "./contract/index.ts"
