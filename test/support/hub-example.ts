// A hub with work of three people in it: versions of three types of model, a fork, a second revision of the data, aliases.
import { setTimeout as delay } from "node:timers/promises"
import type { HubClient, Version } from "../../packages/client/src/index.ts"
import { titanicTable } from "./titanic.ts"

export interface Team {
  readonly ada: HubClient
  readonly ben: HubClient
  readonly mei: HubClient
}

interface Trained {
  readonly repository?: string
  readonly config: string
  readonly parent?: number
  readonly dataset?: string
  readonly description: string
}

const features = (left: readonly string[] = []): string => {
  const inputs = [
    ["pclass", "category"],
    ["sex", "category"],
    ["age", "number"],
    ["sibsp", "number"],
    ["parch", "number"],
    ["fare", "number"],
    ["embarked", "category"],
  ] as const
  const kept = inputs.filter(([name]) => !left.includes(name))
  return [
    "input_features:",
    ...kept.map(([name, type]) => `  - name: ${name}\n    type: ${type}`),
    "output_features:\n  - name: survived\n    type: binary\n",
  ].join("\n")
}

const byArea = "  validation_metric: roc_auc\n"
const network = `${features()}trainer:\n  epochs: 25\n  learning_rate: 0.01\n${byArea}`
const longer = `${features()}trainer:\n  epochs: 60\n  learning_rate: 0.003\n  early_stop: 15\n${byArea}`
const shorter = `${features(["embarked", "fare"])}trainer:\n  epochs: 60\n  learning_rate: 0.003\n  early_stop: 15\n${byArea}`
const trees = `model_type: gbm\n${features()}trainer:\n  num_boost_round: 60\n${byArea}`
const moreTrees = `model_type: gbm\n${features()}trainer:\n  num_boost_round: 300\n  num_leaves: 12\n${byArea}`
const linear = `model_type: linear\n${features()}trainer:\n${byArea}`

/** Ends when all of it is trained. */
export async function fillHub({ ada, ben, mei }: Team): Promise<void> {
  await upload(ada, titanicTable(600))
  const about = { name: "titanic", description: "Who survives? Tells the crew whom to look after first." }
  await ada.createRepository({ body: { ...about, tags: ["safety", "demo"] } })
  await train(ada, { config: network, description: "All columns, a small network" })
  await train(ben, { config: longer, parent: 1, description: "Longer, in smaller steps" })
  await train(mei, { config: trees, parent: 1, description: "Trees instead of a network" })
  await train(ada, { config: linear, parent: 1, description: "The plainest, as a yardstick" })
  await upload(ben, titanicTable(1200))
  await train(mei, { config: moreTrees, parent: 3, dataset: "titanic@2", description: "More, smaller trees" })
  await train(ben, { config: shorter, parent: 2, dataset: "titanic@2", description: "Without fare and port" })
  const repository = "titanic-families"
  const fork = { name: repository, description: "Only passengers with relatives on board." }
  await ben.forkVersion({ params: { repository: "titanic", version: "5" }, body: fork })
  await train(ben, { repository, config: trees, parent: 1, dataset: "titanic@2", description: "Fewer trees" })
  await name(ada, "baseline", [4])
  await name(mei, "production", [1, 3, 5])
}

const upload = (client: HubClient, table: string): Promise<unknown> =>
  client.uploadRevision({
    params: { dataset: "titanic" },
    query: { file: "titanic.csv" },
    body: new Blob([table]),
  })

async function train(client: HubClient, { repository = "titanic", ...trained }: Trained): Promise<Version> {
  const { config, dataset = "titanic@1", description, parent } = trained
  const made = await client.trainVersion({
    params: { repository },
    body: { config, dataset, description, ...(parent !== undefined && { parent: String(parent) }) },
  })
  const params = { repository, version: String(made.number) }
  for (;;) {
    const version = await client.getVersion({ params })
    if (["ready", "failed", "cancelled"].includes(version.status)) return version
    await delay(100)
  }
}

async function name(client: HubClient, alias: string, versions: readonly number[]): Promise<void> {
  for (const [i, version] of versions.entries())
    await client.moveAlias({
      params: { repository: "titanic", alias },
      body: { version, expected: versions[i - 1] ?? null },
    })
}
