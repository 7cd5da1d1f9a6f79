// What people look at: the form of a model at `/`, the description of the routes, the figures for Prometheus.
import { contentSecurityPolicy, formPage } from "../../form/index.ts"
import type { HostedModel } from "../hosted-model.ts"
import { modelParameter, type Endpoint } from "./endpoint.ts"
import type { ServedModels } from "./served-models.ts"
import type { ServerMetrics } from "./server-metrics.ts"

/** Made anew only when the model was. */
function cachedByModel<T>(make: (model: HostedModel) => T): (model: HostedModel) => T {
  const kept = new Map<string, { readonly version: string; readonly made: T }>()
  return (model) => {
    const { name, version } = model
    const known = kept.get(name)
    if (known?.version === version) return known.made
    const made = make(model)
    kept.set(name, { version, made })
    return made
  }
}

const addressOf = (base: string, models: ServedModels, { name }: HostedModel): string =>
  name === models.all[0]!.name ? base : `${base}?model=${encodeURIComponent(name)}`

interface PageSources {
  readonly metrics: ServerMetrics
  /** The OpenAPI document. */
  readonly describe: () => object
}

export function pageEndpoints(models: ServedModels, { metrics, describe }: PageSources): readonly Endpoint[] {
  const pageOf = cachedByModel((model) =>
    formPage({
      title: model.name,
      signature: model.signature,
      predict: "server",
      predictUrl: addressOf("predict", models, model),
      links: [
        ...models.all
          .filter(({ name }) => name !== model.name)
          .map((other) => ({ text: other.name, href: addressOf("./", models, other) })),
        { text: "API", href: "docs" },
      ],
    }),
  )
  return [
    {
      method: "GET",
      url: "/",
      handle(request, reply) {
        reply.header("vary", "accept")
        if (!wantsHtml(request.headers.accept)) return { message: "Fidelio server is up" }
        const page = pageOf(models.find(modelParameter(request)))
        return reply.headers({ ...pageHeaders, "content-security-policy": contentSecurityPolicy("server") }).send(page)
      },
    },
    { method: "GET", url: "/openapi.json", handle: describe },
    {
      method: "GET",
      url: "/metrics",
      handle: async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()),
    },
  ]
}

export const wantsHtml = (accept: string | undefined): boolean => accept?.includes("text/html") ?? false

const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
} as const
