// What a run that is resumed was begun with, for the flags that are left out.
import { readDescription } from "@fidelio/engine"

interface ResumableValues {
  readonly model_resume_path: string | undefined
  readonly config: string | undefined
  readonly config_str: string | undefined
  readonly dataset: string | undefined
  readonly training_set: string | undefined
  readonly validation_set: string | undefined
  readonly test_set: string | undefined
  readonly random_seed: number
}

const defaultSeed = 42

/** The flags, with the config, the data and the seed of the run in `--model_resume_path` where they are not given. */
export async function resumedValues<V extends ResumableValues>(values: V): Promise<V> {
  const run = values.model_resume_path === undefined ? undefined : await readDescription(values.model_resume_path)
  if (run === undefined) return values
  const hasConfig = values.config !== undefined || values.config_str !== undefined
  const hasData = values.dataset !== undefined || values.training_set !== undefined
  return {
    ...values,
    ...(hasConfig ? {} : { config_str: run.written_config }),
    ...(hasData
      ? {}
      : {
          dataset: onePath(run.dataset),
          training_set: onePath(run.training_set),
          validation_set: onePath(run.validation_set),
          test_set: onePath(run.test_set),
        }),
    ...(values.random_seed === defaultSeed ? { random_seed: run.random_seed } : {}),
  }
}

/** A flag names one path or pattern; a list of them comes from TypeScript only. */
const onePath = (paths: string | readonly string[] | null): string | undefined =>
  typeof paths === "string" ? paths : undefined
