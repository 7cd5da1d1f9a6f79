// Names that configs of this kind know and that are not there yet: an error says so instead of guessing.

const modelTypes = ["llm"]
const featureTypes = "text sequence set bag vector timeseries image audio date h3 anomaly category_distribution".split(
  " ",
)
const combiners = [
  ..."sequence_concat sequence project_aggregate transformer tabtransformer ft_transformer tabnet comparator".split(
    " ",
  ),
  ..."cross_attention gated_fusion perceiver hypernetwork tabpfn_v2".split(" "),
]
const optimizers = ["lbfgs", "adafactor", "schedule_free_adamw", "muon", "lars", "soap", "ftrl"]
const losses = ["sparsemax", "entmax15"]

export const laterNames: ReadonlySet<string> = new Set([
  ...modelTypes,
  ...featureTypes,
  ...combiners,
  ...optimizers,
  ...losses,
])
