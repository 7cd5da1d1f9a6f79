// What happens to requests when the server is full, when it closes, and when its models are replaced.
import { Agent, request as startRequest } from "node:http"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { ask, connect, nextAnswer, postJson, rawPost } from "../../../../../test/support/http.ts"
import { expectSameRecords } from "../../../../../test/support/same-records.ts"
import { predictedRecords, saveBelow, smallRows, trainSmallModel } from "../../../../../test/support/served-model.ts"
import { temporaryFolder } from "../../../../../test/support/tables.ts"
import type { TrainedModel } from "../../artifact/trained-model.ts"
import { hostModel } from "../host-model.ts"
import type { HostedModel, HostSettings } from "../hosted-model.ts"
import type { Batch, ResultColumn } from "../messages.ts"
import { ModelThread } from "../model-thread.ts"
import { createApp } from "./app.ts"
import { drain } from "./drain.ts"
import { serve } from "./serve.ts"

const folder = temporaryFolder()
const [row] = smallRows(1)
let first: TrainedModel
let path: string
let expected: readonly unknown[]

beforeAll(async () => {
  first = await trainSmallModel()
  path = await saveBelow(folder.path, first)
  expected = await predictedRecords(first, [row!])
})
afterAll(() => folder[Symbol.asyncDispose]())

interface HeldServer {
  readonly url: string
  readonly model: HostedModel
  /** Lets the thread predict. */
  readonly release: () => void
  readonly close: () => Promise<boolean>
}

/** A server whose thread predicts only once it is released. */
async function heldServer(settings: Partial<HostSettings> = {}): Promise<HeldServer> {
  const gate = Promise.withResolvers<void>()
  class HeldThread extends ModelThread {
    override async predict(batch: Batch): Promise<readonly ResultColumn[]> {
      await gate.promise
      return super.predict(batch)
    }
  }
  const model = await hostModel(
    { modelPath: path, name: "small", workers: 1, maxBatchSize: 1, ...settings },
    (setup, name) => new HeldThread(setup, { name }),
  )
  await model.whenReady()
  const app = await createApp([model], {
    maxBody: 1e6,
    maxRows: 1000,
    requestTimeoutMs: 10_000,
    allowedOrigins: [],
    allowedHosts: undefined,
    tokens: [],
  })
  const url = await app.fastify.listen({ port: 0, host: "127.0.0.1" })
  return {
    url,
    model,
    release: () => gate.resolve(),
    async close() {
      const isInTime = await drain(app, { quietMs: 200, limitMs: 5000 })
      await app.fastify.close()
      await model.close()
      return isInTime
    },
  }
}

describe("a full server", () => {
  it("answers 503 and when to try again, and the others as if nothing were", async () => {
    const { url, model, release, close } = await heldServer({ maxQueuedRows: 2 })
    const predicting = postJson(`${url}/predict`, row)
    await vi.waitFor(() => expect(model.counters.busyWorkers).toBe(1))
    const waiting = [postJson(`${url}/predict`, row), postJson(`${url}/predict`, row)]
    await vi.waitFor(() => expect(model.counters.queuedRows).toBe(2))
    const refused = await postJson(`${url}/predict`, row)
    expect(refused).toMatchObject({ status: 503, body: { code: "serving/overloaded" } })
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1)
    release()
    for (const answer of await Promise.all([predicting, ...waiting])) {
      expect(answer.status).toBe(200)
      expectSameRecords([answer.body], expected)
    }
    expect((await postJson(`${url}/predict`, row)).status).toBe(200)
    await close()
  })
})

describe("a prediction that takes too long", () => {
  it("is answered with 504", async () => {
    const { url, release, close } = await heldServer({ timeoutMs: 20 })
    const answer = await postJson(`${url}/predict`, row)
    expect(answer).toMatchObject({ status: 504, body: { code: "serving/timeout" } })
    release()
    await close()
  })
})

describe("a client that goes away", () => {
  it("has its table given up, and harms no other", async () => {
    const { url, model, release, close } = await heldServer()
    const predicting = postJson(`${url}/predict`, row)
    await vi.waitFor(() => expect(model.counters.busyWorkers).toBe(1))
    const impatient = await connect(url)
    impatient.write(rawPost("/batch_predict", JSON.stringify([row, row])))
    await vi.waitFor(() => expect(model.counters.queuedRows).toBe(2))
    impatient.destroy()
    await vi.waitFor(() => expect(model.counters).toMatchObject({ cancelled: 1, queuedRows: 0 }))
    release()
    expect((await predicting).status).toBe(200)
    await close()
  })
})

describe("closing", () => {
  it("answers what is under way, and is not ready any more", async () => {
    const { url, model, release, close } = await heldServer()
    const health = await connect(url)
    const answers = [postJson(`${url}/predict`, row), postJson(`${url}/predict`, row)]
    await vi.waitFor(() => expect(model.counters.queuedRows + model.counters.busyWorkers).toBe(2))
    const halfSent = await connect(url)
    const whole = rawPost("/predict", JSON.stringify(row))
    const late = nextAnswer(halfSent)
    halfSent.write(whole.subarray(0, -9))
    const closed = close()
    const ready = nextAnswer(health)
    health.write("GET /v2/health/ready HTTP/1.1\r\nhost: localhost\r\n\r\n")
    expect(await ready).toMatchObject({ status: 503, body: '{"live":true,"ready":false}' })
    await expect(connect(url)).rejects.toMatchObject({ code: "ECONNREFUSED" })
    halfSent.write(whole.subarray(-9))
    release()
    for (const { status, headers } of await Promise.all(answers)) {
      expect([status, headers.get("connection")]).toEqual([200, "close"])
    }
    expect(await late).toMatchObject({ status: 200 })
    expect(await closed).toBe(true)
  })

  it("cuts off what takes too long", async () => {
    const server = await serve({ models: path, port: 0, drainTimeout: 0.1 })
    const socket = await connect(server.url)
    socket.write(rawPost("/predict", JSON.stringify(row)).subarray(0, -9))
    const end = nextAnswer(socket)
    await ask(`${server.url}/v2`) // the half request has arrived before it
    expect(await server.close()).toBe(false)
    expect(await end).toMatchObject({ status: 0 })
  })

  it("drops no request of clients that keep their connections", async () => {
    const server = await serve({ models: path, port: 0 })
    const agent = new Agent({ keepAlive: true })
    const counts = { answered: 0, refused: 0, other: 0 }
    const client = async (): Promise<void> => {
      for (;;) {
        const outcome = await predictBy(agent, server.url)
        counts[outcome]++
        if (outcome !== "answered") return
      }
    }
    const clients = Array.from({ length: 12 }, client)
    await vi.waitFor(() => expect(counts.answered).toBeGreaterThan(50))
    const closed = server.close()
    await Promise.all(clients)
    expect(await closed).toBe(true)
    expect(counts).toMatchObject({ refused: 12, other: 0 }) // no connection was cut
    agent.destroy()
  })

  it("is the same when it is asked for twice", async () => {
    const server = await serve({ models: path, port: 0 })
    expect(await Promise.all([server.close(), server.close()])).toEqual([true, true])
  })
})

/** One prediction over a connection that may have been used before. */
function predictBy(agent: Agent, url: string): Promise<"answered" | "refused" | "other"> {
  const { promise, resolve } = Promise.withResolvers<"answered" | "refused" | "other">()
  const headers = { "content-type": "application/json" }
  const request = startRequest(`${url}/predict`, { method: "POST", agent, headers }, (response) => {
    response.resume()
    response.on("end", () => resolve(response.statusCode === 200 ? "answered" : "other"))
  })
  request.on("error", (error) => resolve("code" in error && error.code === "ECONNREFUSED" ? "refused" : "other"))
  request.end(JSON.stringify(row))
  return promise
}

describe("a replaced model", () => {
  it("answers from then on, and no request is dropped", async () => {
    await using own = temporaryFolder()
    const second = await trainSmallModel(2)
    const modelPath = await saveBelow(own.path, first)
    await using server = await serve({ models: modelPath, port: 0 })
    const [wanted] = await predictedRecords(second, [row!])
    const before = server.models[0]!.version
    const agent = new Agent({ keepAlive: true })
    const outcomes = new Set<string>()
    let isOver = false
    const clients = Array.from({ length: 8 }, async () => {
      while (!isOver) outcomes.add(await predictBy(agent, server.url))
    })
    await saveBelow(own.path, second)
    await vi.waitFor(() => expect(server.models[0]!.version).not.toBe(before), { timeout: 10_000 })
    isOver = true
    await Promise.all(clients)
    expect([...outcomes]).toEqual(["answered"])
    expectSameRecords([(await postJson(`${server.url}/predict`, row)).body], [wanted])
    const { body } = await ask(`${server.url}/v2/models/model`)
    expect(body).toMatchObject({ versions: [server.models[0]!.version] })
    agent.destroy()
  })
})
