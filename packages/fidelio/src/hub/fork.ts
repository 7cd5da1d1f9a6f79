// `fidelio hub fork`: a version becomes the first of a new repository.
import type { CommandContext } from "../command.ts"
import { connect, type ConnectionValues } from "./connection.ts"
import { readVersionRef } from "./references.ts"

interface ForkValues extends ConnectionValues {
  readonly version: string
  readonly name: string
  readonly description: string | undefined
}

export async function fork(
  { version, name, description, ...values }: ForkValues,
  context: CommandContext,
): Promise<void> {
  const params = readVersionRef(version)
  const { hub, url } = await connect(values)
  const made = await hub.forkVersion({ params, body: { name, description: description ?? "" } })
  context.emit?.("forked", made)
  const { terminal } = context
  terminal.line(`${terminal.paint("strong", `${made.repository}@${made.number}`)} is a fork of ${version}.`)
  terminal.line(terminal.paint("faint", `${url}/repositories/${made.repository}`))
}
