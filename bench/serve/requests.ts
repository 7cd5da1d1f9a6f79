// Requests as clients write them, from the rows of a table.
import { DuckDBInstance } from "@duckdb/node-api"
import type { Task } from "../experiment/configs.ts"

/** Bodies for one address, to be sent in turn. */
export interface Requests {
  readonly path: string
  readonly contentType: string
  readonly bodies: readonly string[]
}

export type Row = Readonly<Record<string, string | number | null>>

const json = "application/json"
const boundary = "----fidelio-bench"

/** Rows of the table that have every input: text for what is not a number. */
export async function readRows({ inputs }: Task, source: string, count: number): Promise<readonly Row[]> {
  const instance = await DuckDBInstance.create(":memory:")
  const connection = await instance.connect()
  const path = `'${source.replaceAll("'", "''")}'`
  const columns = inputs.map(({ name, type }) => `"${name}"::${type === "number" ? "double" : "varchar"} as "${name}"`)
  const complete = inputs.map(({ name }) => `"${name}" is not null`).join(" and ")
  const reader = await connection.runAndReadAll(
    `select ${columns.join(", ")} from read_csv(${path}) where ${complete} limit ${count}`,
  )
  connection.closeSync()
  instance.closeSync()
  return reader.getRowObjectsJS() as unknown as readonly Row[] // doubles and texts, by the casts
}

/** One row each, as an object. */
export const singleRequests = (rows: readonly Row[]): Requests => ({
  path: "/predict",
  contentType: json,
  bodies: rows.map((row) => JSON.stringify(row)),
})

/** One row each, as a form: all that Ludwig's server reads. */
export const formRequests = (rows: readonly Row[]): Requests => ({
  path: "/predict",
  contentType: `multipart/form-data; boundary=${boundary}`,
  bodies: rows.map((row) => {
    const parts = Object.entries(row).map(
      ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value ?? ""}\r\n`,
    )
    return `${parts.join("")}--${boundary}--\r\n`
  }),
})

/** So many rows each, as a table with the names of its columns. */
export function batchRequests(rows: readonly Row[], size: number): Requests {
  const columns = Object.keys(rows[0] ?? {})
  const bodies: string[] = []
  for (let start = 0; start + size <= rows.length; start += size) {
    const data = rows.slice(start, start + size).map((row) => columns.map((name) => row[name]))
    bodies.push(JSON.stringify({ columns, data }))
  }
  return { path: "/batch_predict", contentType: json, bodies }
}

/** One row each, as tensors of the Open Inference Protocol. */
export const tensorRequests = (rows: readonly Row[], model: string): Requests => ({
  path: `/v2/models/${model}/infer`,
  contentType: json,
  bodies: rows.map((row) => {
    const inputs = Object.entries(row).map(([name, value]) => ({
      name,
      shape: [1],
      datatype: typeof value === "number" ? "FP32" : "BYTES",
      data: [value],
    }))
    return JSON.stringify({ inputs })
  }),
})
