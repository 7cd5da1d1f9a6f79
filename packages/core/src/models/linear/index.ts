// Linear models as graphs and files.
export { linearModelSpec } from "./linear-model-spec.ts"
export { linearDetails, linearOf, tensorsOfLinear, type LinearDetails } from "./tensors-of-linear.ts"
