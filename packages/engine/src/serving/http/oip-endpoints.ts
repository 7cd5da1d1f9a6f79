// The routes of the Open Inference Protocol v2, and Triton's list of models.
import type { FastifyRequest } from "fastify"
import { fidelioVersion } from "../../version.ts"
import type { HostedModel } from "../hosted-model.ts"
import { rowsOfTensors } from "../rows.ts"
import { checkRowCount, noteFacts, whileWanted, type Endpoint } from "./endpoint.ts"
import { inputTensor, outputTensor } from "./oip-names.ts"
import { readInferenceRequest } from "./oip-request.ts"
import { asAsked, inferenceAnswer } from "./oip-response.ts"
import type { ServedModels } from "./served-models.ts"

export interface OipOptions {
  readonly maxRows: number
  /** False while the server closes. */
  isOpen(): boolean
}

const metadataOf = ({ name, version, signature }: HostedModel): object => ({
  name,
  versions: [version],
  platform: "onnx_onnxv1",
  inputs: signature.inputs.map(inputTensor),
  outputs: signature.outputs.map(outputTensor),
})

/** The model that the address names. */
function modelOf(models: ServedModels, request: FastifyRequest): HostedModel {
  const { model, version } = request.params as { readonly model: string; readonly version?: string } // by the route
  return models.find(model, version)
}

export function oipEndpoints(models: ServedModels, options: OipOptions): readonly Endpoint[] {
  const isReady = (): boolean => options.isOpen() && models.areReady
  const server: readonly Endpoint[] = [
    {
      method: "GET",
      url: "/v2",
      handle: () => ({ name: "fidelio", version: fidelioVersion(), extensions: ["model_repository"] }),
    },
    { method: "GET", url: "/v2/health/live", isOpen: true, handle: () => ({ live: true }) },
    {
      method: "GET",
      url: "/v2/health/ready",
      isOpen: true,
      handle: (_, reply) => reply.code(isReady() ? 200 : 503).send({ live: true, ready: isReady() }),
    },
    {
      method: "POST",
      url: "/v2/repository/index",
      handle: () =>
        models.all.map(({ name, version, isReady: isWarm }) => ({
          name,
          version,
          state: isWarm ? "READY" : "LOADING",
          reason: "",
        })),
    },
  ]
  return [...server, ...["/v2/models/:model", "/v2/models/:model/versions/:version"].flatMap(ofModel)]

  function ofModel(url: string): readonly Endpoint[] {
    return [
      { method: "GET", url, handle: (request) => metadataOf(modelOf(models, request)) },
      {
        method: "GET",
        url: `${url}/ready`,
        handle(request, reply) {
          const { name, isReady: isWarm } = modelOf(models, request)
          const ready = options.isOpen() && isWarm
          return reply.code(ready ? 200 : 503).send({ name, ready })
        },
      },
      {
        method: "POST",
        url: `${url}/infer`,
        async handle(request, reply) {
          const model = modelOf(models, request)
          const asked = readInferenceRequest(request.body, model.signature)
          checkRowCount(asked.size, options.maxRows)
          noteFacts(request, model, asked.size)
          const served = asAsked(model)
          const rows = rowsOfTensors(served.signature, asked.columns)
          return inferenceAnswer(served, asked, await model.predict(rows, { signal: whileWanted(reply) }))
        },
      },
    ]
  }
}
