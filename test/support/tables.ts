// Files and configs for tests of data: a temporary folder, and features with their settings filled in.
import { mkdtempSync, writeFileSync } from "node:fs"
import { rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import {
  binaryInputPreprocessing,
  binaryOutputPreprocessing,
} from "../../packages/core/src/features/binary/settings.ts"
import {
  categoryInputPreprocessing,
  categoryOutputPreprocessing,
} from "../../packages/core/src/features/category/settings.ts"
import {
  numberInputPreprocessing,
  numberOutputPreprocessing,
} from "../../packages/core/src/features/number/settings.ts"
import type { DatasetConfig, FeatureConfig } from "../../packages/engine/src/data/dataset-config.ts"

/** A folder that is removed when the test ends. */
export function temporaryFolder(): {
  readonly path: string
  file(name: string, content: string | Uint8Array): string
} & AsyncDisposable {
  const path = mkdtempSync(join(tmpdir(), "fidelio-test-"))
  return {
    path,
    file(name, content) {
      const full = join(path, name)
      writeFileSync(full, content)
      return full
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

/** A file of the dev dependency `vega-datasets`. */
export const vegaFile = (name: string): string =>
  fileURLToPath(new URL(`../../node_modules/vega-datasets/data/${name}`, import.meta.url))

const schemas = {
  number: [numberInputPreprocessing, numberOutputPreprocessing],
  binary: [binaryInputPreprocessing, binaryOutputPreprocessing],
  category: [categoryInputPreprocessing, categoryOutputPreprocessing],
} as const

type Written = readonly [name: string, type: keyof typeof schemas, preprocessing?: Readonly<Record<string, unknown>>]

const feature =
  (role: 0 | 1) =>
  ([name, type, preprocessing = {}]: Written): FeatureConfig => ({
    name,
    column: name,
    type,
    active: true,
    preprocessing: schemas[type][role].parse(preprocessing),
  })

/** A config of features, by name, type and what differs from the defaults. */
export function datasetConfig(
  inputs: readonly Written[],
  outputs: readonly Written[],
  preprocessing: Partial<DatasetConfig["preprocessing"]> = {},
): DatasetConfig {
  return {
    input_features: inputs.map(feature(0)),
    output_features: outputs.map(feature(1)),
    preprocessing: {
      split: { type: "random", probabilities: [0.7, 0.1, 0.2] },
      sample_ratio: 1,
      sample_size: null,
      oversample_minority: null,
      undersample_majority: null,
      ...preprocessing,
    },
  }
}
