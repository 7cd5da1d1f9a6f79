// The names that configs had in earlier days, brought to the present ones; each move is said in a notice.
import { isRecord, valueAt } from "../schema/walk.ts"
import type { Path } from "../schema/walk.ts"
import { featuresOf, move, originOf, pathText, put, putType, recordAt, recordsOf, remove } from "./draft.ts"
import type { Draft } from "./draft.ts"
import { featureParts, isFeatureType } from "./features.ts"
import type { FeatureType } from "./features.ts"
import { decayNames } from "./trainer.ts"

/** One old form; it changes the draft where it meets it. */
export interface Migration {
  /** What is old, and what it is now. */
  readonly summary: string
  apply(draft: Draft): void
}

const has = (draft: Draft, path: Path): boolean => valueAt(draft.value, path) !== undefined

/** Moves a value to its present path, with a notice. */
function rename(draft: Draft, from: Path, to: Path): void {
  if (!has(draft, from)) return
  const written = pathText(originOf(draft, from))
  if (move(draft, from, to)) draft.notices.push(`\`${written}\` is now \`${pathText(to)}\`.`)
}

/** Moves the keys of a record to another, one by one, so that both may be written. */
function renameKeys(draft: Draft, from: Path, to: Path): void {
  for (const key of Object.keys(recordAt(draft, from) ?? {})) rename(draft, [...from, key], [...to, key])
  if (has(draft, from)) remove(draft, from)
}

/** Replaces a value where it stands, with a notice. */
function replace(draft: Draft, path: Path, value: unknown, why: string): void {
  put(draft, path, value, originOf(draft, path))
  draft.notices.push(`\`${pathText(originOf(draft, path))}\` ${why}.`)
}

/** Takes a value away, with a notice. */
function discard(draft: Draft, path: Path, why: string): void {
  if (!has(draft, path)) return
  draft.notices.push(`\`${pathText(originOf(draft, path))}\` ${why}.`)
  remove(draft, path)
}

const trainingSection: Migration = {
  summary: "`training` is `trainer`",
  apply: (draft) => rename(draft, ["training"], ["trainer"]),
}

const numericalType: Migration = {
  summary: "the type `numerical` is `number`",
  apply(draft) {
    for (const [path, feature] of featuresOf(draft))
      if (feature["type"] === "numerical") replace(draft, [...path, "type"], "number", "is now `number`")
    for (const section of ["defaults", "preprocessing"]) rename(draft, [section, "numerical"], [section, "number"])
  },
}

const preprocessingByType: Migration = {
  summary: "`preprocessing.<type>` is `defaults.<type>.preprocessing`",
  apply(draft) {
    for (const type of Object.keys(featureParts))
      if (isRecord(valueAt(draft.value, ["preprocessing", type])))
        renameKeys(draft, ["preprocessing", type], ["defaults", type, "preprocessing"])
  },
}

const rowColumns: Migration = {
  summary: "`trainer.weight_column` and `trainer.group_column` are of `preprocessing`",
  apply(draft) {
    for (const key of ["weight_column", "group_column"]) rename(draft, ["trainer", key], ["preprocessing", key])
  },
}

const splitSettings: Migration = {
  summary: "`preprocessing.force_split`, `split_probabilities` and `stratify` are `preprocessing.split`",
  apply(draft) {
    const at = (key: string): Path => ["preprocessing", key]
    const keys = ["force_split", "split_probabilities", "stratify"].filter((key) => has(draft, at(key)))
    if (keys.length === 0) return
    const stratify = valueAt(draft.value, at("stratify"))
    rename(draft, at("split_probabilities"), ["preprocessing", "split", "probabilities"])
    if (typeof stratify === "string") rename(draft, at("stratify"), ["preprocessing", "split", "column"])
    else if (keys.includes("stratify")) remove(draft, at("stratify"))
    discard(draft, at("force_split"), "is now `preprocessing.split`")
    if (!has(draft, ["preprocessing", "split", "type"]))
      put(draft, ["preprocessing", "split", "type"], typeof stratify === "string" ? "stratify" : "random")
  },
}

const stringParts: Migration = {
  summary: "`encoder: name` beside its settings is `encoder: {type: name}`",
  apply(draft) {
    for (const [path] of featuresOf(draft))
      for (const part of ["encoder", "decoder", "loss"]) {
        const value = valueAt(draft.value, [...path, part])
        if (typeof value === "string") putType(draft, [...path, part], value)
      }
  },
}

const flatSettings: Migration = {
  summary: "an encoder's or decoder's settings beside the feature's own belong to `encoder` or `decoder`",
  apply(draft) {
    for (const [path, feature] of featuresOf(draft)) {
      const type = feature["type"]
      if (!isFeatureType(type)) continue
      const part = path[0] === "input_features" ? "encoder" : "decoder"
      const settings = settingsOf(type, part)
      for (const key of Object.keys(feature))
        if (settings.has(key) && !featureKeys.has(key)) rename(draft, [...path, key], [...path, part, key])
    }
  },
}

const featureKeys = new Set(["name", "type", "column", "preprocessing", "input_size", "num_classes", "calibration"])

const settingsOf = (type: FeatureType, part: "encoder" | "decoder"): ReadonlySet<string> =>
  new Set(featureParts[type][`${part}s`].flatMap((component) => Object.keys(component.schema.shape)))

const biasNames: Migration = {
  summary: "`bias` and `default_bias` are `use_bias`",
  apply(draft) {
    const records: Path[] = [["combiner"]]
    for (const [path] of featuresOf(draft))
      records.push([...path, path[0] === "input_features" ? "encoder" : "decoder"], path)
    for (const path of records)
      for (const old of ["bias", "default_bias"])
        if (has(draft, [...path, old])) {
          const isFeature = path.length === 2
          const part = path[0] === "input_features" ? "encoder" : "decoder"
          rename(draft, [...path, old], [...path, ...(isFeature ? [part] : []), "use_bias"])
        }
  },
}

const fillNames: Readonly<Record<string, string>> = { backfill: "bfill", pad: "ffill" }

const fillStrategies: Migration = {
  summary: "the strategies `backfill` and `pad` are `bfill` and `ffill`",
  apply(draft) {
    const records: Path[] = Object.keys(featureParts).map((type) => ["defaults", type, "preprocessing"])
    for (const [path] of featuresOf(draft)) records.push([...path, "preprocessing"])
    for (const record of records)
      for (const key of ["missing_value_strategy", "outlier_strategy"]) {
        const path = [...record, key]
        const name = valueAt(draft.value, path)
        const now = typeof name === "string" ? fillNames[name] : undefined
        if (now !== undefined) replace(draft, path, now, `is now \`${now}\``)
      }
  },
}

const schedulerNames: Readonly<Record<string, string>> = {
  decay_rate: "decay_rate",
  decay_steps: "decay_steps",
  staircase: "staircase",
  reduce_learning_rate_on_plateau: "reduce_on_plateau",
  reduce_learning_rate_on_plateau_patience: "reduce_on_plateau_patience",
  reduce_learning_rate_on_plateau_rate: "reduce_on_plateau_rate",
  reduce_learning_rate_eval_metric: "reduce_eval_metric",
  reduce_learning_rate_eval_split: "reduce_eval_split",
  learning_rate_warmup_epochs: "warmup_evaluations",
}

const scheduleSettings: Migration = {
  summary: "the learning rate's decay, reductions and warm-up are `trainer.learning_rate_scheduler`",
  apply(draft) {
    const scheduler = ["trainer", "learning_rate_scheduler"]
    for (const [old, now] of Object.entries(schedulerNames)) rename(draft, ["trainer", old], [...scheduler, now])
    rename(draft, ["trainer", "decay"], [...scheduler, "decay"])
    const decay = valueAt(draft.value, [...scheduler, "decay"])
    if (typeof decay === "boolean")
      put(draft, [...scheduler, "decay"], decay ? decayNames[1] : null, originOf(draft, [...scheduler, "decay"]))
  },
}

const trainerNames: Migration = {
  summary:
    "`eval_batch_size: 0` is null, `increase_batch_size_on_plateau_max` is `max_batch_size`, `trainer.type` is gone",
  apply(draft) {
    if (valueAt(draft.value, ["trainer", "eval_batch_size"]) === 0)
      replace(draft, ["trainer", "eval_batch_size"], null, "0 is now null: the batch size of training")
    rename(draft, ["trainer", "increase_batch_size_on_plateau_max"], ["trainer", "max_batch_size"])
    if (["trainer", "ecd"].includes(String(valueAt(draft.value, ["trainer", "type"]))))
      discard(draft, ["trainer", "type"], "is no longer needed")
  },
}

const classWeights: Migration = {
  summary: "`class_weights` that are neither a list nor an object are null",
  apply(draft) {
    for (const [path] of recordsOf(draft, "output_features")) {
      const at = [...path, "loss", "class_weights"]
      const weights = valueAt(draft.value, at)
      if (weights !== undefined && weights !== null && typeof weights !== "object")
        replace(draft, at, null, "of one number for all classes is null")
    }
  },
}

const emptySearch: Migration = {
  summary: "an empty `hyperopt` is none",
  apply(draft) {
    const search = recordAt(draft, ["hyperopt"])
    if (search !== undefined && Object.keys(search).length === 0) put(draft, ["hyperopt"], null)
  },
}

const clusterBackends = ["ray", "horovod", "dask", "deepspeed"]
const clusterKeys = ["processor", "trainer", "loader", "preprocessor_kwargs", "credentials", "cache_credentials"]

const clusterBackend: Migration = {
  summary: "backends of clusters are this machine",
  apply(draft) {
    const backend = draft.value["backend"]
    const name = isRecord(backend) ? backend["type"] : backend
    if (typeof name !== "string" || !clusterBackends.includes(name)) return
    const at = isRecord(backend) ? ["backend", "type"] : ["backend"]
    replace(draft, at, "local", `${name} is not needed: the work is done on this machine`)
    for (const key of clusterKeys) discard(draft, ["backend", key], "has no effect on this machine")
  },
}

/** Every old form, in the order in which they are looked for: renamed sections and types first. */
export const migrations: readonly Migration[] = [
  trainingSection,
  numericalType,
  preprocessingByType,
  rowColumns,
  splitSettings,
  stringParts,
  flatSettings,
  biasNames,
  fillStrategies,
  scheduleSettings,
  trainerNames,
  classWeights,
  emptySearch,
  clusterBackend,
]

/** Brings old forms to the present ones. */
export function migrate(draft: Draft): void {
  for (const migration of migrations) migration.apply(draft)
}
