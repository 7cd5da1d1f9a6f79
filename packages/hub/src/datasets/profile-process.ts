// The process that looks into one table. What a file does to its reader, it does to this process alone.
import { writeFile } from "node:fs/promises"
import { trusted } from "@fidelio/core"
import { FidelioError } from "@fidelio/core/errors"
import { DataEngine, profileTable } from "@fidelio/engine"
import type { ProfileAnswer, ProfileJob } from "./profile-file.ts"

/** Bytes of memory beyond which it ends itself, before the system ends others. */
const mostMemory = 4 * 2 ** 30
const exitTooLarge = 70

const answerTo = async ({ path, format, temporary }: ProfileJob): Promise<ProfileAnswer> => {
  await using engine = await DataEngine.open({ threads: 2, memoryLimit: "2GB", temporaryDirectory: temporary })
  await engine.run(trusted("set max_temp_directory_size = '50GB'"))
  return { profile: await profileTable(engine, path, { dataFormat: format }) }
}

process.once("message", (job: ProfileJob) => {
  // Where memory runs out, the system is to end this process first.
  writeFile("/proc/self/oom_score_adj", "1000").catch(() => undefined) // another system: it has no such file
  setInterval(() => process.memoryUsage.rss() > mostMemory && process.exit(exitTooLarge), 100).unref()
  process.once("disconnect", () => process.exit(1)) // nobody waits any more
  answerTo(job)
    .catch((error: unknown): ProfileAnswer => {
      if (!(error instanceof FidelioError)) throw error
      const { code, message, at, hint } = error
      return { problem: { code, message, at, hint } }
    })
    .then((answer) => process.send?.(answer, () => process.exit(0)))
    .catch((error: unknown) => {
      console.error(error)
      process.exit(1)
    })
})
