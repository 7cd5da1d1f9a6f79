// What models of learners have in common: one learned model an output, over the inputs as columns.
import { invariant } from "../errors.ts"
import type { FittedFeature } from "../features/dataset.ts"
import type { Value } from "../graph/graph.ts"
import type { BuildContext } from "../layers/context.ts"
import type { InputSource, ModelOutput, ModelSpec } from "./model-spec.ts"
import { noVariables } from "./variables.ts"

interface LearnedModel {
  /** The inputs in their order. */
  readonly columns: readonly { readonly kind: "number" | "category" }[]
}

export interface LearnerSpecOptions<M extends LearnedModel> {
  /** Inputs and outputs; columns of the models are the inputs in their order. */
  readonly features: readonly FittedFeature[]
  readonly outputs: readonly ModelOutput[]
  /** What was learned for each output, by its feature's name. */
  readonly models: ReadonlyMap<string, M>
}

/** The logits of one output. */
type OutputLogits<M> = (output: ModelOutput, model: M) => Value

/** `begin`: makes of the inputs what all outputs share, and gives what makes the logits of each. */
export function learnerSpec<M extends LearnedModel>(
  { features, outputs, models }: LearnerSpecOptions<M>,
  begin: (context: BuildContext, inputs: readonly FittedFeature[], source: InputSource) => OutputLogits<M>,
): ModelSpec {
  const inputs = features.filter(({ role }) => role === "input")
  for (const model of models.values()) checkColumns(model, inputs)
  return {
    features,
    outputs,
    variables: noVariables,
    logits(context, source) {
      const logitsOf = begin(context, inputs, source)
      return new Map(
        outputs.map((output) => {
          const { name } = output.feature
          const model = models.get(name)
          invariant(model !== undefined, `nothing was learned for the output "${name}"`)
          return [name, logitsOf(output, model)]
        }),
      )
    },
  }
}

function checkColumns({ columns }: LearnedModel, inputs: readonly FittedFeature[]): void {
  invariant(columns.length === inputs.length, `a model of ${columns.length} columns for ${inputs.length} inputs`)
  for (const [i, { name, dtype }] of inputs.entries())
    invariant((columns[i]?.kind === "category") === (dtype === "int32"), `the input "${name}" is of another kind`)
}
