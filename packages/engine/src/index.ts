export type * from "./training/callbacks.ts"
