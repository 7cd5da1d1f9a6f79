// Linear models as graphs and files.
export { linearModelSpec, type LinearModelSpecOptions } from "./linear-model-spec.ts"
export { linearDetails, linearOf, tensorsOfLinear, type LinearDetails } from "./tensors-of-linear.ts"
