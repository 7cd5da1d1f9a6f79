// The tables that trees are compared on, written as raw columns, so that every contestant reads the same numbers in no time.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api"

export interface TableMeta {
  readonly name: string
  readonly task: "squared_error" | "binary" | "multiclass"
  readonly classes: number
  readonly columns: readonly { readonly kind: "number" | "category"; readonly levels: number }[]
  readonly trainRows: number
  readonly testRows: number
}

export interface TableSpec {
  readonly name: string
  readonly task: TableMeta["task"]
  /** A query of the rows; its last two columns are `target` and `is_test`. */
  readonly query: string
}

const vega = (name: string): string =>
  fileURLToPath(new URL(`../../node_modules/vega-datasets/data/${name}`, import.meta.url))

/** Every tenth row, by a hash of its number, is for testing; there are ten ways to choose it. */
const everyTenth = (fold = 0): string => `(hash(row_number() over ()) % 10 = ${fold}) as is_test`

export const adult = (path: string): TableSpec => ({
  name: "adult",
  task: "binary",
  query: `select * exclude (income, split), income like '%>50K%' as target, split <> 0 as is_test from read_csv('${path}', nullstr = ['', '?'])`,
})

export const wine = (path: string, fold?: number): TableSpec => ({
  name: "wine_quality",
  task: "squared_error",
  query: `select * exclude (quality), quality::double as target, ${everyTenth(fold)} from read_csv('${path}')`,
})

export const flights: TableSpec = {
  name: "flights-3m",
  task: "squared_error",
  query: `select month(date) as month, dayofmonth(date) as day, isodow(date) as weekday, hour(date) * 60 + minute(date) as minute,
    distance, origin, destination, delay::double as target, ${everyTenth()} from read_parquet('${vega("flights-3m.parquet")}')`,
}

export const birdstrikes = (fold?: number): TableSpec => ({
  name: "birdstrikes",
  task: "multiclass",
  query: `select "Airport Name", "Aircraft Make Model", "Effect Amount of damage", month("Flight Date") as month,
    "Aircraft Airline Operator", "Origin State", "Wildlife Size", "Wildlife Species", "Time of day", "Cost Total $",
    "Speed IAS in knots", "Phase of flight" as target, ${everyTenth(fold)}
    from read_csv('${vega("birdstrikes.csv")}') where "Phase of flight" is not null`,
})

/** Runs the query and writes `<part>-<column>.bin`, `<part>-target.bin` and `meta.json`; gives the folder. */
export async function writeTable(spec: TableSpec, parent: string): Promise<{ folder: string; meta: TableMeta }> {
  const folder = join(parent, spec.name)
  mkdirSync(folder, { recursive: true })
  const instance = await DuckDBInstance.create(":memory:")
  const connection = await instance.connect()
  await connection.run(`create table rows as ${spec.query}`)
  const described = await connection.runAndReadAll("describe rows")
  const names = described.getRows().map(([name, type]) => ({ name: String(name), isText: String(type) === "VARCHAR" }))
  const columns: TableMeta["columns"][number][] = []
  let classes = 0
  for (const [index, { name, isText }] of names.slice(0, -1).entries()) {
    const isTarget = index === names.length - 2
    const levels = isText ? await numberLevels(connection, name) : 0
    if (isTarget) classes = levels
    else columns.push({ kind: isText ? "category" : "number", levels })
    for (const part of ["train", "test"]) {
      const values = await valuesOf(connection, name, { isText, isTest: part === "test" })
      writeFileSync(join(folder, `${part}-${isTarget ? "target" : index}.bin`), new Uint8Array(values.buffer))
    }
  }
  const counts = await connection.runAndReadAll(
    "select count(*) filter (not is_test), count(*) filter (is_test) from rows",
  )
  const [trainRows, testRows] = counts.getRows()[0]!.map(Number)
  const meta: TableMeta = {
    name: spec.name,
    task: spec.task,
    classes,
    columns,
    trainRows: trainRows!,
    testRows: testRows!,
  }
  writeFileSync(join(folder, "meta.json"), JSON.stringify(meta))
  connection.closeSync()
  instance.closeSync()
  return { folder, meta }
}

async function numberLevels(connection: DuckDBConnection, name: string): Promise<number> {
  await connection.run(
    `create or replace table levels as select value, row_number() over (order by value) - 1 as id from (select distinct "${name}" as value from rows where "${name}" is not null)`,
  )
  const counted = await connection.runAndReadAll("select count(*) from levels")
  return Number(counted.getRows()[0]![0])
}

async function valuesOf(
  connection: DuckDBConnection,
  name: string,
  { isText, isTest }: { readonly isText: boolean; readonly isTest: boolean },
): Promise<Float32Array | Int32Array> {
  const value = isText ? "coalesce(id, -1)::integer" : `coalesce("${name}"::float, 'nan'::float)`
  const join = isText ? `left join levels on rows."${name}" = levels.value` : ""
  const where = isTest ? "is_test" : "not is_test"
  const result = await connection.runAndReadAll(
    `select ${value} from (select *, rowid as position from rows) rows ${join} where ${where} order by position`,
  )
  const values = result.getColumns()[0] as readonly number[] // one column was selected
  return isText ? Int32Array.from(values) : Float32Array.from(values)
}
