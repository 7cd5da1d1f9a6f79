// Ludwig's routes: a row, a table, and what the model is.
import type { ModelSignature } from "@fidelio/core"
import type { FastifyRequest } from "fastify"
import type { HostedModel, Results, Rows } from "../hosted-model.ts"
import { recordsOf, tableColumns } from "../records.ts"
import { rowsOf, rowsOfColumns } from "../rows.ts"
import { checkRowCount, modelParameter, noteFacts, whileWanted, type Endpoint } from "./endpoint.ts"
import { recordOf, tableOf, type TableRequest } from "./ludwig-request.ts"
import type { ServedModels } from "./served-models.ts"

const infoOf = ({ name, version, signature }: HostedModel): object => ({
  name,
  version,
  input_features: signature.inputs,
  output_features: signature.outputs,
})

const isTable = (request: TableRequest): request is Exclude<TableRequest, { readonly records: unknown }> =>
  "columns" in request

const rowsOfTable = (signature: ModelSignature, table: TableRequest): Rows =>
  isTable(table) ? rowsOfColumns(signature, table.columns) : rowsOf(signature, table.records)

/** As pandas writes a table with `orient="split"`. */
function splitAnswer(signature: ModelSignature, table: TableRequest, results: Results): object {
  const columns = tableColumns(signature, results)
  const data: unknown[][] = []
  const index: unknown[] = []
  for (let row = 0; row < results.size; row++) {
    data.push(columns.map(({ value }) => value(row))) // hot
    index.push(row)
  }
  return { index: (isTable(table) ? table.index : undefined) ?? index, columns: columns.map(({ name }) => name), data }
}

export function ludwigEndpoints(models: ServedModels, { maxRows }: { readonly maxRows: number }): readonly Endpoint[] {
  const modelOf = (request: FastifyRequest): HostedModel => models.find(modelParameter(request))
  return [
    {
      method: "POST",
      url: "/predict",
      async handle(request) {
        const model = modelOf(request)
        const { signature } = model // it may be another one when the answer is there
        const rows = rowsOf(signature, [recordOf(request.body)])
        noteFacts(request, model, 1)
        return recordsOf(signature, await model.predict(rows))[0]
      },
    },
    {
      method: "POST",
      url: "/batch_predict",
      async handle(request, reply) {
        const model = modelOf(request)
        const table = await tableOf(request.body)
        const size = isTable(table) ? table.size : table.records.length
        checkRowCount(size, maxRows)
        noteFacts(request, model, size)
        const { signature } = model // it may be another one when the answer is there
        const signal = whileWanted(reply)
        return splitAnswer(signature, table, await model.predict(rowsOfTable(signature, table), { signal }))
      },
    },
    { method: "GET", url: "/info", handle: (request) => infoOf(modelOf(request)) },
  ]
}
