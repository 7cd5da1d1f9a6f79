// `fidelio train --hub`: what was trained here becomes a version there.
import { FidelioError } from "@fidelio/core/errors"
import type { CommandContext } from "../command.ts"

interface RecordValues {
  readonly hub: string | undefined
  readonly hub_parent: string | undefined
  readonly hub_dataset: string | undefined
  readonly hub_description: string | undefined
  readonly skip_save_model: boolean
}

type Record = (outputDirectory: string | undefined, context: CommandContext) => Promise<void>

/** Asks the hub before the training whether it knows the repository; what is returned records the run. */
export async function openRecord(values: RecordValues): Promise<Record> {
  const { hub: repository, hub_parent: parent, hub_dataset: dataset, hub_description: description } = values
  if (repository === undefined) return refuseOthers({ parent, dataset, description })
  if (values.skip_save_model)
    throw new FidelioError("usage/flag", "--hub records the model, which --skip_save_model leaves out.")
  const { connect } = await import("./connection.ts")
  const { hub, url } = await connect({ url: undefined })
  await hub.getRepository({ params: { repository } })
  return async (results, { terminal, emit }) => {
    if (results === undefined) throw new FidelioError("usage/flag", "There are no results to record.")
    const { pushResults } = await import("./transfer.ts")
    const version = await pushResults(hub, { repository, results, parent, dataset, description })
    emit?.("version", version)
    const name = terminal.paint("good", `${repository}@${version.number}`)
    terminal.line(`${name} is recorded: ${url}/repositories/${repository}/versions/${version.number}`)
  }
}

/** Flags that say something of a version that is not made. */
function refuseOthers(flags: Readonly<{ [name: string]: string | undefined }>): Record {
  const given = Object.keys(flags).find((name) => flags[name] !== undefined)
  if (given !== undefined)
    throw new FidelioError("usage/flag", `--hub_${given} is given, but no --hub: in which repository is the version?`)
  return () => Promise.resolve()
}
