// The types of model that a config may have, as they are said to people.
export type ModelType = "ecd" | "gbm" | "linear"

export const modelTypes: readonly { readonly value: ModelType; readonly label: string; readonly about: string }[] = [
  { value: "ecd", label: "Network", about: "A neural network: encoders, a combiner, decoders." },
  { value: "gbm", label: "Trees", about: "Boosted trees: strong on tables, quick to train." },
  { value: "linear", label: "Linear", about: "Coefficients that can be read; a baseline to beat." },
]

export const isModelType = (text: string): text is ModelType => modelTypes.some(({ value }) => value === text)
