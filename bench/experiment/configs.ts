// The configs that Fidelio and Ludwig are given alike, and the tables made ready for both.
import { DuckDBInstance } from "@duckdb/node-api"

interface Column {
  readonly name: string
  readonly type: "number" | "category" | "binary"
}

export interface Task {
  readonly name: string
  readonly target: Column
  readonly inputs: readonly Column[]
  readonly preprocessing: Readonly<Record<string, unknown>>
  /** SQL that makes the table of the file $source. */
  readonly table: string
}

const columns = (type: Column["type"], names: string): readonly Column[] =>
  names.split(" ").map((name) => ({ name, type }))

export const tasks: readonly Task[] = [
  {
    name: "adult",
    target: { name: "income", type: "category" },
    inputs: [
      ...columns("number", "age fnlwgt education_num capital_gain capital_loss hours_per_week"),
      ...columns("category", "workclass education marital_status occupation relationship race sex native_country"),
    ],
    preprocessing: { split: { type: "fixed", column: "split" } },
    // The official test rows; of the others every tenth validates.
    table: `select * replace (case when split = 0 and (row_number() over (partition by split)) % 10 = 0 then 1 else split end as split)
      from read_csv($source)`,
  },
  {
    name: "titanic",
    target: { name: "survived", type: "binary" },
    inputs: [...columns("category", "pclass sex embarked"), ...columns("number", "age sibsp parch fare")],
    preprocessing: {},
    table: "select * from read_csv($source)",
  },
]

/** `concat`: two hidden layers of 128, batches of 128, an early stop after 8 evaluations; `plain`: names and types only. */
export type ConfigKind = "concat" | "plain"

export function configOf({ inputs, target, preprocessing }: Task, kind: ConfigKind): object {
  const features = { input_features: inputs, output_features: [target], preprocessing }
  if (kind === "plain") return features
  return {
    ...features,
    combiner: { type: "concat", num_fc_layers: 2, output_size: 128 },
    trainer: { batch_size: 128, early_stop: 8 },
  }
}

/** Writes the task's table as CSV. */
export async function writeTable(task: Task, source: string, path: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:")
  const connection = await instance.connect()
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
  await connection.run(`copy (${task.table.replace("$source", text(source))}) to ${text(path)} (format csv, header)`)
  connection.closeSync()
  instance.closeSync()
}
