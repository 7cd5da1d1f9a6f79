// When the rows that trees are grown on are kept in files.
import type { GbmConfig } from "@fidelio/core"
import type { InputSize } from "../data/prepared-dataset.ts"

type Trainer = GbmConfig["trainer"]

/** What the kernels can reach. */
const reachableBytes = 2 ** 32
/** For each row beside its bins: gradients, scores, lists of rows; for two scores, with some room. */
const bytesPerRow = 48
/** The share of the free memory that encoded inputs and bins may take together. */
const mostShare = 0.5

/** Whether so many inputs do not belong in memory. */
export function usesFiles({ external_memory: setting, max_bin }: Trainer, { rows, columns }: InputSize): boolean {
  if (setting !== "auto") return setting
  const bins = rows * columns * (max_bin > 255 ? 2 : 1)
  const encoded = 4 * rows * columns
  return bins + rows * bytesPerRow > reachableBytes || encoded + bins > mostShare * process.availableMemory()
}
