// constantOfShape(shape, value): a tensor that holds one number everywhere
import { GraphError } from "../errors.ts"
import type { Dtype } from "../graph/dtype.ts"
import type { Graph, Value } from "../graph/graph.ts"
import type { Shape } from "../graph/shape.ts"
import { tensorOf, type Tensor } from "../graph/tensor.ts"
import { shapeFromValue, shapeOperand } from "./dynamic-shape.ts"
import { applyWithShape, noGradient, required, type OpDefinition } from "./op.ts"
import { integersOf } from "./reference.ts"

type ConstantOfShapeAttributes = { readonly value: Tensor }

/** `graph` says where the node goes; a shape that is a value knows its graph. */
export function constantOfShape(shape: Shape | Value, value: number, dtype: Dtype, graph?: Graph): Value {
  const attributes = { value: tensorOf(dtype, [1], [value]) }
  if ("graph" in shape) return applyWithShape(constantOfShapeOp, [shape], attributes, shapeFromValue(shape))
  if (graph === undefined) throw new GraphError("graph/shape", "constantOfShape needs a graph for a plain shape")
  return applyWithShape(constantOfShapeOp, [shapeOperand(graph, shape)], attributes, shape)
}

/** Zeros in the shape of a value. */
export const zerosLike = (x: Value): Value => constantOfShape(x.shape, 0, x.dtype, x.graph)

/** Ones in the shape of a value. */
export const onesLike = (x: Value): Value => constantOfShape(x.shape, 1, x.dtype, x.graph)

export const constantOfShapeOp: OpDefinition<ConstantOfShapeAttributes> = {
  type: "ConstantOfShape",
  summary: "One number everywhere.",
  infer: (inputs, { value }) => [{ dtype: value.dtype, shape: shapeFromValue(required(inputs, 0)) }],
  reference(inputs, { value }) {
    const shape = integersOf(required(inputs, 0))
    const size = shape.reduce((product, length) => product * length, 1)
    return [{ dtype: value.dtype, shape, data: new Float64Array(size).fill(Number(value.data[0])) }]
  },
  gradient: noGradient("a shape is not differentiable"),
  examples: [
    { name: "zeros like", inputs: [{ shape: [2, 3] }], build: (x) => zerosLike(x) },
    { name: "ones like", inputs: [{ shape: [] }], build: (x) => onesLike(x) },
    {
      name: "shape as a value",
      inputs: [{ shape: [2], dtype: "int64", domain: { values: [2, 3] } }],
      build: (shape) => constantOfShape(shape, 1.5, "float32"),
    },
    {
      name: "integers",
      inputs: [{ shape: [1], dtype: "int64", domain: { values: [3] } }],
      build: (shape) => constantOfShape(shape, -7, "int64"),
    },
  ],
}
