// Every setting that is accepted without being done, or refused because its result would be another.
import type { ModelType } from "./root.ts"

/** A setting that is not done here. */
export interface SupportEntry {
  /** Where it stands: a path from the root, or from each input, output, encoder, decoder or loss. */
  readonly in: "root" | "feature" | "input" | "output" | "encoder" | "decoder" | "loss"
  /** Empty where all of it is meant. */
  readonly path: string
  /** The values that ask for nothing; empty ones never do. */
  readonly neutral: readonly unknown[]
  /** `withoutEffect`: accepted with a notice. `unsupported`, `ofNetworks`: an error. */
  readonly class: "withoutEffect" | "unsupported" | "ofNetworks"
  readonly reason: string
  /** Of which model types; of all where it is absent. */
  readonly models?: readonly ModelType[]
  /** True where no schema has the key, so that it is taken out. */
  readonly isDropped?: true
}

const entryOf =
  (kind: SupportEntry["class"]) =>
  (where: SupportEntry["in"], path: string, neutral: readonly unknown[], reason: string): SupportEntry => ({
    in: where,
    path,
    neutral,
    class: kind,
    reason,
  })
const withoutEffect = entryOf("withoutEffect")
const unsupported = entryOf("unsupported")
const ofNetworks = entryOf("ofNetworks")
const dropped = (entry: SupportEntry): SupportEntry => ({ ...entry, isDropped: true })

const compiled = "every model is compiled"
const derived = "it is worked out from the data"
const noSequences = "there are no sequences to reduce"
const noNetwork = "the columns are taken as they are encoded"
const alone = "the model is a network only where `model_type` is ecd"

const everywhere: readonly SupportEntry[] = [
  withoutEffect("root", "preprocessing.global_max_sequence_length", [null], "there are no sequences"),
  withoutEffect("root", "hyperopt", [null], "training does not search"),
  dropped(withoutEffect("root", "ludwig_version", [], "old names are recognised without it")),
  dropped(withoutEffect("feature", "proc_column", [null], derived)),
  dropped(withoutEffect("feature", "preprocessing.computed_fill_value", [null, 0, "<UNK>"], derived)),
  dropped(withoutEffect("feature", "preprocessing.computed_outlier_fill_value", [null, 0], derived)),
  dropped(withoutEffect("feature", "preprocessing.cache_encoder_embeddings", [false], "encoders here are trained")),
]

const networks: readonly SupportEntry[] = [
  withoutEffect("root", "trainer.compile", [false], compiled),
  withoutEffect("root", "trainer.use_mixed_precision", [false], "all computing is in 32 bits"),
  withoutEffect("root", "trainer.enable_gradient_checkpointing", [false], "memory is planned by the runtime"),
  withoutEffect("root", "trainer.enable_profiling", [false], "there is no profiler yet"),
  withoutEffect("root", "trainer.bucketing_field", [null], "there are no sequences to put together"),
  withoutEffect("root", "trainer.eval_steps", [null], "the whole split is always evaluated"),
  withoutEffect("output", "reduce_input", ["sum"], noSequences),
  withoutEffect("output", "reduce_dependencies", ["sum"], noSequences),
  withoutEffect("output", "input_size", [null], derived),
  withoutEffect("output", "num_classes", [null], derived),
  withoutEffect("encoder", "embeddings_on_cpu", [false], "the backend's device holds all parameters"),
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

/** What configs of networks and of old gbm configs have that trees and linear models have no use for. */
const learners: readonly SupportEntry[] = [
  dropped(ofNetworks("root", "combiner", [null], `leave it out: ${alone}`)),
  dropped(ofNetworks("root", "preset", [null], `leave it out: presets set up networks, and ${alone}`)),
  dropped(ofNetworks("input", "tied", [null], "leave it out: there are no encoders to share")),
  dropped(ofNetworks("output", "dependencies", [null], "leave it out: each output is fitted by itself")),
  dropped(withoutEffect("encoder", "", [], noNetwork)),
  dropped(withoutEffect("decoder", "", [], "predictions are made of the scores as they are")),
  dropped(withoutEffect("output", "reduce_input", [null, "sum"], noSequences)),
  dropped(withoutEffect("output", "reduce_dependencies", [null, "sum"], noSequences)),
  dropped(withoutEffect("output", "input_size", [null], derived)),
  dropped(withoutEffect("output", "num_classes", [null], derived)),
]

const trees: readonly SupportEntry[] = [
  withoutEffect("root", "trainer.tree_learner", ["serial"], "one machine does all the work"),
  withoutEffect("root", "trainer.linear_lambda", [0], "leaves hold numbers, not linear models"),
  withoutEffect("root", "trainer.verbose", [-1], "how much is shown is said by the command"),
  withoutEffect("root", "trainer.feature_pre_filter", [true], "columns that cannot be split are always left out"),
  withoutEffect("root", "trainer.evaluate_training_set", [true], "training rows are always evaluated"),
  withoutEffect("root", "trainer.eval_batch_size", [1_048_576, "auto", null], "all rows are evaluated at once"),
  dropped(withoutEffect("root", "trainer.type", ["lightgbm_trainer"], "`model_type` says how to train")),
  dropped(withoutEffect("root", "trainer.enable_profiling", [false], "there is no profiler yet")),
  dropped(withoutEffect("root", "trainer.profiler", [null], "there is no profiler yet")),
]

const of = (models: readonly ModelType[], entries: readonly SupportEntry[]): readonly SupportEntry[] =>
  entries.map((entry) => ({ ...entry, models }))

export const supportTable: readonly SupportEntry[] = [
  ...everywhere,
  ...of(["ecd"], networks),
  ...of(["gbm", "linear"], learners),
  ...of(["gbm"], trees),
]
