// Where a config that is silent gets something else than in the systems whose configs run here, and why.

/** By the setting's place: the kind of thing, its type and the key. */
export const differences: Readonly<Record<string, string>> = {
  "preprocessing.outputs.number.normalization":
    "`zscore` instead of null: number targets are standardised inside, and everything reported is in their own units",
  "split.stratify.column": "required: the split cannot be made without it",
  "split.datetime.column": "required: the split cannot be made without it",
  "split.hash.column": "required: the split cannot be made without it",
}

/** What else is done in another way. */
export const otherWays: readonly string[] = [
  "Unknown keys are errors with a suggestion; none is dropped.",
  "Names of features stay as they are written, whatever characters they have.",
  "`optimizer`, `combiner`, `loss`, `split` and `backend` may be a name alone, as `encoder` and `decoder` may.",
  "Words such as `yes` and `off` are text: write true or false.",
  "A config without a `combiner` gets our own choices, not a combiner by the number of inputs.",
  "Circles of output dependencies are found before anything is built.",
]
