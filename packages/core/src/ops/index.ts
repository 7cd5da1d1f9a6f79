// The list of operators, and their builder functions.
import { absOp } from "./abs.ts"
import { addOp } from "./add.ts"
import { andOp } from "./and.ts"
import { argMaxOp } from "./arg-max.ts"
import { argMinOp } from "./arg-min.ts"
import { castOp } from "./cast.ts"
import { ceilOp } from "./ceil.ts"
import { celuOp } from "./celu.ts"
import { clipOp } from "./clip.ts"
import { concatOp } from "./concat.ts"
import { constantOfShapeOp } from "./constant-of-shape.ts"
import { cosOp } from "./cos.ts"
import { cumSumOp } from "./cum-sum.ts"
import { divOp } from "./div.ts"
import { eluOp } from "./elu.ts"
import { equalOp } from "./equal.ts"
import { erfOp } from "./erf.ts"
import { expOp } from "./exp.ts"
import { expandOp } from "./expand.ts"
import { flattenOp } from "./flatten.ts"
import { floorOp } from "./floor.ts"
import { gatherOp } from "./gather.ts"
import { gatherElementsOp } from "./gather-elements.ts"
import { gatherNDOp } from "./gather-nd.ts"
import { geluOp } from "./gelu.ts"
import { gemmOp } from "./gemm.ts"
import { greaterOp } from "./greater.ts"
import { greaterOrEqualOp } from "./greater-or-equal.ts"
import { hardSigmoidOp } from "./hard-sigmoid.ts"
import { hardSwishOp } from "./hard-swish.ts"
import { identityOp } from "./identity.ts"
import { isInfOp } from "./is-inf.ts"
import { isNaNOp } from "./is-nan.ts"
import { labelEncoderOp } from "./label-encoder.ts"
import { layerNormalizationOp } from "./layer-normalization.ts"
import { leakyReluOp } from "./leaky-relu.ts"
import { lessOp } from "./less.ts"
import { lessOrEqualOp } from "./less-or-equal.ts"
import { logOp } from "./log.ts"
import { logSoftmaxOp } from "./log-softmax.ts"
import { matmulOp } from "./matmul.ts"
import { maximumOp } from "./maximum.ts"
import { minimumOp } from "./minimum.ts"
import { mishOp } from "./mish.ts"
import { modOp } from "./mod.ts"
import { mulOp } from "./mul.ts"
import { negOp } from "./neg.ts"
import { notOp } from "./not.ts"
import { oneHotOp } from "./one-hot.ts"
import { orOp } from "./or.ts"
import { padOp } from "./pad.ts"
import { powOp } from "./pow.ts"
import { rangeOp } from "./range.ts"
import { reciprocalOp } from "./reciprocal.ts"
import { reduceL2Op } from "./reduce-l2.ts"
import { reduceLogSumExpOp } from "./reduce-log-sum-exp.ts"
import { reduceMaxOp } from "./reduce-max.ts"
import { reduceMeanOp } from "./reduce-mean.ts"
import { reduceMinOp } from "./reduce-min.ts"
import { reduceProdOp } from "./reduce-prod.ts"
import { reduceSumOp } from "./reduce-sum.ts"
import { reduceSumSquareOp } from "./reduce-sum-square.ts"
import { reluOp } from "./relu.ts"
import { reshapeOp } from "./reshape.ts"
import { roundOp } from "./round.ts"
import { scanOp } from "./scan.ts"
import { scatterElementsOp } from "./scatter-elements.ts"
import { scatterNDOp } from "./scatter-nd.ts"
import { seluOp } from "./selu.ts"
import { shapeOfOp } from "./shape-of.ts"
import { sigmoidOp } from "./sigmoid.ts"
import { signOp } from "./sign.ts"
import { sinOp } from "./sin.ts"
import { sliceOp } from "./slice.ts"
import { softmaxOp } from "./softmax.ts"
import { softplusOp } from "./softplus.ts"
import { softsignOp } from "./softsign.ts"
import { splitOp } from "./split.ts"
import { sqrtOp } from "./sqrt.ts"
import { squeezeOp } from "./squeeze.ts"
import { subOp } from "./sub.ts"
import { tanhOp } from "./tanh.ts"
import { tileOp } from "./tile.ts"
import { topKOp } from "./top-k.ts"
import { transposeOp } from "./transpose.ts"
import { treeEnsembleOp } from "./tree-ensemble.ts"
import { unsqueezeOp } from "./unsqueeze.ts"
import { whereOp } from "./where.ts"
import { xorOp } from "./xor.ts"
import type { OpDefinition } from "./op.ts"

export * from "./builders.ts"

/** Every operator, alphabetical. */
export const ops: readonly OpDefinition[] = [
  absOp,
  addOp,
  andOp,
  argMaxOp,
  argMinOp,
  castOp,
  ceilOp,
  celuOp,
  clipOp,
  concatOp,
  constantOfShapeOp,
  cosOp,
  cumSumOp,
  divOp,
  eluOp,
  equalOp,
  erfOp,
  expOp,
  expandOp,
  flattenOp,
  floorOp,
  gatherOp,
  gatherElementsOp,
  gatherNDOp,
  geluOp,
  gemmOp,
  greaterOp,
  greaterOrEqualOp,
  hardSigmoidOp,
  hardSwishOp,
  identityOp,
  isInfOp,
  isNaNOp,
  labelEncoderOp,
  layerNormalizationOp,
  leakyReluOp,
  lessOp,
  lessOrEqualOp,
  logOp,
  logSoftmaxOp,
  matmulOp,
  maximumOp,
  minimumOp,
  mishOp,
  modOp,
  mulOp,
  negOp,
  notOp,
  oneHotOp,
  orOp,
  padOp,
  powOp,
  rangeOp,
  reciprocalOp,
  reduceL2Op,
  reduceLogSumExpOp,
  reduceMaxOp,
  reduceMeanOp,
  reduceMinOp,
  reduceProdOp,
  reduceSumOp,
  reduceSumSquareOp,
  reluOp,
  reshapeOp,
  roundOp,
  scanOp,
  scatterElementsOp,
  scatterNDOp,
  seluOp,
  shapeOfOp,
  sigmoidOp,
  signOp,
  sinOp,
  sliceOp,
  softmaxOp,
  softplusOp,
  softsignOp,
  splitOp,
  sqrtOp,
  squeezeOp,
  subOp,
  tanhOp,
  tileOp,
  topKOp,
  transposeOp,
  treeEnsembleOp,
  unsqueezeOp,
  whereOp,
  xorOp,
]

const byType: ReadonlyMap<string, OpDefinition> = new Map(ops.map((op) => [`${op.domain ?? ""}:${op.type}`, op]))

/** The operator that a node applies. */
export const findOp = (type: string, domain = ""): OpDefinition | undefined => byType.get(`${domain}:${type}`)
