// Serving: models kept ready behind an HTTP server, until it is closed.
import { hostModel } from "../host-model.ts"
import type { HostedModel } from "../hosted-model.ts"
import { ServingError } from "../serving-error.ts"
import type { App } from "./app.ts"
import { drain } from "./drain.ts"
import { addressOf, listenFailure } from "./own-host.ts"
import { planServer, type ServeOptions, type ServePlan } from "./serve-options.ts"

export { isLoopback } from "./own-host.ts"
export { nameOf, type ServeOptions } from "./serve-options.ts"
export type { RequestEntry } from "./request-recorder.ts"
export type { ServingEvent } from "../hosted-model.ts"

/** A server that answers. */
export interface RunningServer extends AsyncDisposable {
  /** `http://127.0.0.1:8000` */
  readonly url: string
  readonly models: readonly HostedModel[]
  /** Loads every model again from its folder; requests under way end on the old one. */
  reload(): Promise<void>
  /** Takes no more connections, answers what is under way, then stops. Returns whether all was answered in time. */
  close(): Promise<boolean>
}

/**
 * Serves models over HTTP: the Open Inference Protocol v2, Ludwig's routes, a form, an OpenAPI document and metrics.
 *
 * @example
 * ```ts
 * const server = await serve({ models: "results/experiment_run/model", port: 0 })
 * await server.close()
 * ```
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const plan = planServer(options)
  const hosting = hostModels(plan, options)
  const loading = import("./app.ts") // while the models' threads start
  const models = await hosting
  try {
    const { createApp } = await loading
    const app = await createApp(models, plan.app)
    const url = await listen(app, plan)
    try {
      await Promise.all(models.map((model) => model.whenReady()))
    } catch (error) {
      await app.fastify.close()
      throw error
    }
    return running(app, { url, models, drainMs: plan.drainMs })
  } catch (error) {
    await closeAll(models)
    throw error
  }
}

async function hostModels(plan: ServePlan, { onEvent }: ServeOptions): Promise<readonly HostedModel[]> {
  const settled = await Promise.allSettled(
    plan.models.map((model) => hostModel({ ...model, ...plan.hosting, onEvent })),
  )
  const models = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []))
  const failure = settled.find((result) => result.status === "rejected")
  if (failure === undefined) return models
  await closeAll(models)
  throw failure.reason
}

async function closeAll(models: readonly HostedModel[]): Promise<void> {
  await Promise.all(models.map((model) => model.close()))
}

async function listen(app: App, { host, port }: ServePlan): Promise<string> {
  try {
    await app.fastify.listen({ host, port })
  } catch (cause) {
    const message = `The server cannot listen at ${host}, port ${port}: ${listenFailure(cause)}.`
    throw new ServingError("serving/address", message, {
      hint: "Choose another one by --port or --host.",
      cause,
    })
  }
  return addressOf(app.fastify.server)
}

function running(
  app: App,
  { url, models, drainMs }: { readonly url: string; readonly models: readonly HostedModel[]; readonly drainMs: number },
): RunningServer {
  let closing: Promise<boolean> | undefined
  const close = async (): Promise<boolean> => {
    const isInTime = await drain(app, { quietMs: Math.min(500, drainMs), limitMs: drainMs })
    await app.fastify.close()
    await closeAll(models)
    return isInTime
  }
  return {
    url,
    models,
    async reload() {
      await Promise.all(models.map((model) => model.reload()))
    },
    close: () => (closing ??= close()),
    async [Symbol.asyncDispose]() {
      await this.close()
    },
  }
}
