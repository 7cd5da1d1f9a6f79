// What a model takes and gives, as the API says it.
import type { Signature } from "@fidelio/client"
import type { ModelSignature } from "@fidelio/core"

export const signatureOf = ({ inputs, outputs }: ModelSignature): Signature => ({
  inputs: inputs.map(({ name, column, type, isRequired, labels, range, example }) => ({
    name,
    column,
    type,
    is_required: isRequired,
    ...(labels === undefined ? {} : { labels: [...labels] }),
    ...(range === undefined ? {} : { range }),
    example,
  })),
  outputs: outputs.map(({ name, feature, type, role, labels }) => ({
    name,
    feature,
    type,
    role,
    ...(labels === undefined ? {} : { labels: [...labels] }),
  })),
})
