// Puts the newest checkpoint into the storage every few seconds, so that another machine can go on from it.
import { rm } from "node:fs/promises"
import type { Storage } from "../storage/storage.ts"
import { holdFiles, packCheckpoints } from "./checkpoint-archive.ts"
import type { Tell } from "./report-training.ts"

/** Least milliseconds between two archives. */
const interval = 3_000

export interface CheckpointKeeper {
  /** The run has written a checkpoint. */
  keep(): void
  /** Waits for what is under way. */
  stop(): Promise<void>
}

export interface CheckpointKeeperParts {
  readonly storage: Storage
  readonly versionId: string
  /** Where the run writes its checkpoints. */
  readonly directory: string
  readonly tell: Tell
}

export function createCheckpointKeeper({
  storage,
  versionId,
  directory,
  tell,
}: CheckpointKeeperParts): CheckpointKeeper {
  let last = -Infinity
  let underWay: Promise<void> | undefined
  let count = 0
  const archive = async (held: string): Promise<void> => {
    const { sha256, bytes } = await storage.put(await packCheckpoints(held, versionId))
    tell({ type: "checkpoint", sha256, bytes })
    await rm(held, { recursive: true, force: true })
  }
  return {
    keep() {
      if (underWay !== undefined || performance.now() - last < interval) return
      last = performance.now()
      const held = `checkpoints-${count++}`
      holdFiles(directory, held)
      underWay = archive(held)
        .catch((cause: unknown) => {
          const message = `The checkpoint could not be kept: ${cause instanceof Error ? cause.message : String(cause)}`
          tell({ type: "log", level: "warning", message, at: Date.now() })
        })
        .finally(() => {
          last = performance.now() // long ones leave time to train in between
          underWay = undefined
        })
    },
    async stop() {
      await underWay
    },
  }
}
