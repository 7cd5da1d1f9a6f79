// The settings that are understood but not done here: what changes results is an error, what does not is a notice.
import { valueAt } from "../schema/walk.ts"
import type { Path } from "../schema/walk.ts"
import { featuresOf, originOf, pathText, recordAt, remove } from "./draft.ts"
import type { Draft } from "./draft.ts"
import { featureParts } from "./features.ts"

/** A setting that is not done here. */
export interface SupportEntry {
  /** Where it stands: a path from the root, or from each input, output, encoder, decoder or loss. */
  readonly in: "root" | "feature" | "input" | "output" | "encoder" | "decoder" | "loss"
  readonly path: string
  /** The values that ask for nothing. */
  readonly neutral: readonly unknown[]
  /** `withoutEffect`: accepted with a notice. `unsupported`: an error. */
  readonly class: "withoutEffect" | "unsupported"
  readonly reason: string
  /** True where no schema has the key, so that it is taken out. */
  readonly isDropped?: true
}

const withoutEffect = (
  where: SupportEntry["in"],
  path: string,
  neutral: readonly unknown[],
  reason: string,
): SupportEntry => ({
  in: where,
  path,
  neutral,
  class: "withoutEffect",
  reason,
})
const unsupported = (
  where: SupportEntry["in"],
  path: string,
  neutral: readonly unknown[],
  reason: string,
): SupportEntry => ({
  in: where,
  path,
  neutral,
  class: "unsupported",
  reason,
})
const dropped = (entry: SupportEntry): SupportEntry => ({ ...entry, isDropped: true })

const compiled = "every model is compiled"
const derived = "it is worked out from the data"

/** Every setting that is accepted without being done, or refused because its result would be another. */
export const supportTable: readonly SupportEntry[] = [
  withoutEffect("root", "trainer.compile", [false], compiled),
  withoutEffect("root", "trainer.use_mixed_precision", [false], "all computing is in 32 bits"),
  withoutEffect("root", "trainer.enable_gradient_checkpointing", [false], "memory is planned by the runtime"),
  withoutEffect("root", "trainer.enable_profiling", [false], "there is no profiler yet"),
  withoutEffect("root", "trainer.bucketing_field", [null], "there are no sequences to put together"),
  withoutEffect("root", "trainer.eval_steps", [null], "the whole split is always evaluated"),
  withoutEffect("root", "preprocessing.global_max_sequence_length", [null], "there are no sequences"),
  withoutEffect("root", "hyperopt", [null], "training does not search"),
  withoutEffect("output", "reduce_input", ["sum"], "there are no sequences to reduce"),
  withoutEffect("output", "reduce_dependencies", ["sum"], "there are no sequences to reduce"),
  withoutEffect("output", "input_size", [null], derived),
  withoutEffect("output", "num_classes", [null], derived),
  withoutEffect("encoder", "embeddings_on_cpu", [false], "the backend's device holds all parameters"),
  dropped(withoutEffect("root", "ludwig_version", [], "old names are recognised without it")),
  dropped(withoutEffect("feature", "proc_column", [null], derived)),
  dropped(withoutEffect("feature", "preprocessing.computed_fill_value", [null, 0, "<UNK>"], derived)),
  dropped(withoutEffect("feature", "preprocessing.computed_outlier_fill_value", [null, 0], derived)),
  dropped(withoutEffect("feature", "preprocessing.cache_encoder_embeddings", [false], "encoders here are trained")),
  unsupported("root", "trainer.loss_balancing", ["none"], "give each output's loss a `weight` instead"),
  unsupported("root", "trainer.model_soup", [null], "leave it out: the best checkpoint is used"),
  unsupported("root", "trainer.contrastive_pretrain_epochs", [0], "leave it out"),
  unsupported("root", "trainer.modality_dropout", [0], "use `dropout` of the combiner instead"),
  unsupported(
    "root",
    "trainer.increase_batch_size_on_plateau",
    [0],
    "use `learning_rate_scheduler.reduce_on_plateau` instead",
  ),
  unsupported("decoder", "mc_dropout_samples", [0], "leave it out"),
]

/** Applies the table: takes out what no schema knows, says what has no effect, refuses what cannot be done. */
export function applySupport(draft: Draft): void {
  for (const entry of supportTable) {
    const keys = entry.path.split(".")
    const said = new Set<string>()
    for (const base of basesOf(draft, entry.in)) {
      const path = [...base, ...keys]
      const value = valueAt(draft.value, path)
      if (value === undefined) continue
      if (!entry.neutral.includes(value)) report(draft, entry, path, said)
      if (entry.isDropped === true) remove(draft, path)
    }
  }
}

function report(draft: Draft, entry: SupportEntry, path: Path, said: Set<string>): void {
  const written = pathText(originOf(draft, path))
  if (said.has(written)) return
  said.add(written)
  if (entry.class === "withoutEffect") draft.notices.push(`\`${written}\` has no effect: ${entry.reason}.`)
  else
    draft.problems.push({
      code: "config/value",
      path,
      part: "key",
      message: `\`${written}\` is not available yet.`,
      hint: `${entry.reason.charAt(0).toUpperCase()}${entry.reason.slice(1)}.`,
    })
}

function* basesOf(draft: Draft, where: SupportEntry["in"]): Generator<Path> {
  if (where === "root") return yield []
  const isSide = (path: Path): boolean =>
    where === "feature" || path[0] === (where === "input" || where === "encoder" ? "input_features" : "output_features")
  const isPart = where === "encoder" || where === "decoder" || where === "loss"
  for (const [path] of featuresOf(draft)) if (isSide(path)) yield isPart ? [...path, where] : path
  if (isPart || where === "feature")
    for (const type of Object.keys(featureParts)) {
      const base = isPart ? ["defaults", type, where] : ["defaults", type]
      if (recordAt(draft, base) !== undefined) yield base
    }
}
