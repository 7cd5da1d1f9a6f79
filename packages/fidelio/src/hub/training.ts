// `fidelio hub train`: the next version, trained by the hub's workers and watched from here.
import { access } from "node:fs/promises"
import { basename, extname } from "node:path"
import type { HubClient, Version, VersionEvent } from "@fidelio/client"
import { FidelioError } from "@fidelio/core/errors"
import type { CommandContext } from "../command.ts"
import { readConfigFlags } from "../config-source.ts"
import { writeMetrics } from "../terminal/metrics-table.ts"
import { formatMetric, formatSeconds, formatSetting } from "../terminal/numbers.ts"
import { progressLine } from "../terminal/progress-bar.ts"
import type { Terminal } from "../terminal/terminal.ts"
import { pad } from "../terminal/text.ts"
import { connect, ownError, type Connection, type ConnectionValues } from "./connection.ts"
import { uploadFile } from "./datasets.ts"
import { versionRef } from "./references.ts"
import { objectiveText, secondsBetween } from "./words.ts"

interface TrainValues extends ConnectionValues {
  readonly repository: string
  readonly config: string | undefined
  readonly config_str: string | undefined
  readonly dataset: string | undefined
  readonly parent: string | undefined
  readonly description: string | undefined
  readonly random_seed: number
  readonly detach: boolean
}

/** Exit status of a training that did not become ready. */
const failedStatus = 5

export async function train(values: TrainValues, context: CommandContext): Promise<number> {
  const connection = await connect(values)
  const { hub, url } = connection
  const { parsed, text } = await readConfigFlags(values)
  if (values.dataset === undefined)
    throw new FidelioError("usage/flag", "There is no data: --dataset is missing.", {
      hint: "Give the hub's name of it (fidelio hub dataset lists them), or a file, which is uploaded.",
    })
  const dataset = await datasetRef(hub, values.dataset, context.terminal)
  await ensureRepository(hub, values.repository)
  const version = await hub.trainVersion({
    params: { repository: values.repository },
    body: {
      config: text ?? JSON.stringify(parsed.config),
      dataset,
      description: values.description ?? "",
      seed: values.random_seed,
      ...(values.parent !== undefined && { parent: values.parent.replace(/^.*@/, "") }),
    },
  })
  context.emit?.("version", version)
  const name = versionRef(version)
  const page = `${url}/repositories/${version.repository}/versions/${version.number}`
  context.terminal.line(
    `${context.terminal.paint("strong", name)} waits for a worker: ${context.terminal.paint("accent", page)}`,
  )
  if (values.detach) return 0
  return await follow(connection, version, context)
}

/** The hub's name of the data: `titanic@2` as it is; a file is uploaded under its own name. */
async function datasetRef(hub: HubClient, given: string, terminal: Terminal): Promise<string> {
  const isFile = await access(given).then(
    () => true,
    () => false,
  )
  if (!isFile) {
    if (/[/\\]|\.[a-z]+$/.test(given))
      throw new FidelioError("data/not-found", `The data file "${given}" does not exist.`, { at: given })
    return given
  }
  const name = basename(given, extname(given))
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
    .slice(0, 64)
  const { dataset, revision } = await uploadFile(hub, name, given)
  terminal.line(`${given} is uploaded as ${terminal.paint("strong", `${dataset}@${revision}`)}.`)
  return `${dataset}@${revision}`
}

/** The first training into a repository makes it. */
async function ensureRepository(hub: HubClient, name: string): Promise<void> {
  try {
    await hub.getRepository({ params: { repository: name } })
  } catch (error) {
    if (!(error instanceof FidelioError && error.code === "hub/not-found")) throw error
    await hub.createRepository({ body: { name } })
  }
}

/** Shows a training until it ends, or until Ctrl-C, which leaves it running. */
export async function follow({ hub, url }: Connection, version: Version, context: CommandContext): Promise<number> {
  const params = { repository: version.repository, version: String(version.number) }
  const { terminal, emit, signal } = context
  try {
    for await (const event of await hub.followVersion({ params }, { signal })) {
      emit?.(`version_${event.type}`, event)
      writeEvent(terminal, event, version.model_type)
    }
  } catch (error) {
    if (!signal.aborted) throw ownError(error, url)
    terminal.clear()
    terminal.line(`${versionRef(version)} goes on at the hub: fidelio hub versions ${version.repository}`)
    return 0
  }
  terminal.clear()
  const ended = await hub.getVersion({ params })
  emit?.("version", ended)
  return writeEnd(terminal, ended)
}

/** What an evaluation is counted in. */
const countedIn = { ecd: "epoch", gbm: "round", linear: "fit" } as const

function writeEvent(terminal: Terminal, event: VersionEvent, type: Version["model_type"]): void {
  const cells = (texts: readonly string[]): string =>
    texts.map((text, i) => pad(text, i === 0 ? 8 : 17, "start")).join("")
  switch (event.type) {
    case "status":
      terminal.clear()
      terminal.line(`  ${terminal.paint("faint", event.version.status)}`)
      if (event.version.status === "training")
        terminal.line(terminal.paint("faint", cells([countedIn[type], "training loss", "validation loss"])))
      return
    case "evaluation": {
      const { epoch, metrics } = event.evaluation
      const losses = [metrics.training, metrics.validation].map((split) => formatMetric(split?.["combined"]?.["loss"]))
      return terminal.line(cells([formatSetting(epoch), ...losses]))
    }
    case "progress": {
      const { step, total_steps: totalSteps, epoch, loss, steps_per_second: speed, seconds_left: left } = event.progress
      const steps = {
        epoch,
        step,
        totalSteps,
        epochStep: step,
        stepsPerEpoch: totalSteps,
        loss: loss ?? NaN,
        learningRate: 0,
        stepsPerSecond: speed,
        secondsLeft: left ?? NaN,
      }
      return terminal.live(
        progressLine(terminal, steps, { name: "training", done: step, of: totalSteps, speed: "steps/s" }),
      )
    }
    case "log":
      if (event.line.level !== "info") terminal.line(terminal.paint(event.line.level, `  ${event.line.message}`))
      return
    default:
      event satisfies never
  }
}

function writeEnd(terminal: Terminal, version: Version): number {
  const name = versionRef(version)
  if (version.status !== "ready") {
    const why = version.error === null ? "" : `: ${version.error.detail}`
    terminal.line(terminal.paint("error", `${name} ${version.status}${why}`))
    if (version.error?.hint !== undefined) terminal.line(terminal.paint("faint", `  ${version.error.hint}`))
    return failedStatus
  }
  const took = version.ended === null ? "" : ` after ${formatSeconds(secondsBetween(version.created, version.ended))}`
  terminal.line(`${terminal.paint("good", `${name} is ready`)}${took}  ${objectiveText(version.objective)}`)
  const followed = version.objective
  writeMetrics(
    terminal,
    { ...version.metrics },
    followed === null ? undefined : { field: followed.feature, metric: followed.metric },
  )
  return 0
}
