// The public surface of @fidelio/core.
export * from "./errors.ts"
