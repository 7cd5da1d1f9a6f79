// The public surface of @fidelio/core.
export * from "./errors.ts"
export * from "./graph/dtype.ts"
export * from "./graph/shape.ts"
export * from "./graph/tensor.ts"
export type { Json } from "./define.ts"
