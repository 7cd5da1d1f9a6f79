// What Prometheus reads: requests as they are answered, and what each model counts.
import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client"
import type { HostedModel } from "../hosted-model.ts"
import { addModelMetrics, modelHistograms } from "./model-metrics.ts"

export interface ServerMetrics {
  readonly contentType: string
  /** One answered request; the route is its pattern, or "none". */
  answered(route: string, method: string, status: number, seconds: number): void
  /** One answer that is an error. */
  failed(code: string): void
  text(): Promise<string>
}

const secondsBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export function serverMetrics(models: readonly HostedModel[]): ServerMetrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: "fidelio_http_requests_total",
    help: "Requests that were answered.",
    labelNames: ["route", "method", "status"],
    registers,
  })
  const errors = new Counter({
    name: "fidelio_http_errors_total",
    help: "Answers that are errors, by code.",
    labelNames: ["code"],
    registers,
  })
  const seconds = new Histogram({
    name: "fidelio_http_request_duration_seconds",
    help: "Time from a request's head to its answer.",
    labelNames: ["route"],
    buckets: secondsBounds,
    registers,
  })
  addModelMetrics(registry, models)
  return {
    contentType: registry.contentType,
    answered(route, method, status, duration) {
      requests.inc({ route, method, status })
      seconds.observe({ route }, duration)
    },
    failed: (code) => errors.inc({ code }),
    text: async () => `${await registry.metrics()}\n${modelHistograms(models)}`,
  }
}
