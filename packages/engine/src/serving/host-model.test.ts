import { cp, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { FidelioError } from "@fidelio/core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  predictedRecords,
  saveBelow,
  smallRows,
  trainSmallModel,
  type SmallRow,
} from "../../../../test/support/served-model.ts"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { hostModel } from "./host-model.ts"
import type { HostedModel, HostOptions, ServingEvent } from "./hosted-model.ts"
import type { Batch, ResultColumn } from "./messages.ts"
import { ModelThread } from "./model-thread.ts"
import { recordsOf } from "./records.ts"
import { rowsOf } from "./rows.ts"
import { ServingError } from "./serving-error.ts"

type Records = readonly Readonly<Record<string, unknown>>[]

const rows = smallRows(600)
let first: TrainedModel
let second: TrainedModel
let expected: Records
let expectedOfSecond: Records
const folder = temporaryFolder()
let path: string

beforeAll(async () => {
  first = await trainSmallModel(1)
  second = await trainSmallModel(2)
  expected = await predictedRecords(first, rows)
  expectedOfSecond = await predictedRecords(second, rows)
  path = await saveBelow(folder.path, first)
})
afterAll(() => folder[Symbol.asyncDispose]())

const options = (more: Partial<HostOptions> = {}): HostOptions => ({
  modelPath: path,
  name: "small",
  workers: 2,
  ...more,
})

async function ready(more: Partial<HostOptions> = {}): Promise<HostedModel> {
  const model = await hostModel(options(more))
  await model.whenReady()
  return model
}

async function predicted(model: HostedModel, some: readonly SmallRow[]): Promise<Records> {
  const { signature } = model
  return recordsOf(signature, await model.predict(rowsOf(signature, some)))
}

/** The numbers of both may differ in their last digits: the graphs compute in different orders. */
function isClose(actual: unknown, wanted: unknown): boolean {
  if (typeof actual === "number")
    return Math.abs(actual - Number(wanted)) <= 1e-5 * Math.max(1, Math.abs(Number(wanted)))
  if (!Array.isArray(actual)) return actual === wanted
  return actual.every((value, i) => isClose(value, (wanted as readonly unknown[])[i]))
}

const isSame = (actual: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(wanted).join() === Object.keys(actual).join() &&
  Object.entries(wanted).every(([name, value]) => isClose(actual[name], value))

function expectSame(actual: Records, wanted: Records): void {
  expect(actual).toHaveLength(wanted.length)
  expect(actual.findIndex((record, i) => !isSame(record, wanted[i]!))).toBe(-1)
}

/** Resolves at the next event of this type. */
function eventLog(): {
  readonly onEvent: (event: ServingEvent) => void
  next(type: ServingEvent["type"]): Promise<ServingEvent>
} {
  const waiting: { readonly type: string; readonly resolve: (event: ServingEvent) => void }[] = []
  return {
    onEvent(event) {
      for (const { type, resolve } of waiting) if (type === event.type) resolve(event)
    },
    next: (type) => new Promise((resolve) => waiting.push({ type, resolve })),
  }
}

describe("a hosted model", () => {
  it("predicts what the product predicts, whatever the size of the request", async () => {
    await using model = await ready({ maxBatchSize: 64 })
    expectSame(await predicted(model, rows.slice(0, 1)), expected.slice(0, 1))
    expectSame(await predicted(model, rows.slice(0, 64)), expected.slice(0, 64))
    expectSame(await predicted(model, rows), expected) // ten batches
    expect(await predicted(model, [])).toEqual([])
  })

  it("gives each of many requests its own rows' results", async () => {
    await using model = await ready({ maxBatchSize: 32 })
    const requests = Array.from({ length: 150 }, (_, i) => ({ start: i * 3, end: i * 3 + 1 + (i % 40) }))
    const answers = await Promise.all(requests.map(({ start, end }) => predicted(model, rows.slice(start, end))))
    for (const [i, { start, end }] of requests.entries()) expectSame(answers[i]!, expected.slice(start, end))
    const { counters } = model
    expect(counters.batchRows.count).toBeLessThan(requests.length) // they were joined
    expect(counters.batchRows.sum).toBe(counters.rows)
    expect(counters).toMatchObject({
      requests: 150,
      rejected: 0,
      failed: 0,
      queuedRows: 0,
      busyWorkers: 0,
      readyWorkers: 2,
    })
  })

  it("takes requests before it is warm, and says when it is", async () => {
    const log = eventLog()
    await using model = await hostModel(options({ onEvent: log.onEvent }))
    expect(model.isReady).toBe(false)
    const early = predicted(model, rows.slice(0, 2))
    const event = log.next("ready")
    await model.whenReady()
    expect(model.isReady).toBe(true)
    expect(await event).toMatchObject({ type: "ready", model: "small", version: model.version })
    expectSame(await early, expected.slice(0, 2))
  })

  it("counts what was not known", async () => {
    await using model = await ready()
    await predicted(model, [
      { x: null, y: 1, color: "purple", flag: null },
      { x: 1, y: 1, color: null, flag: true },
    ])
    expect(Object.fromEntries(model.counters.unknownLabels)).toEqual({ color: 1, flag: 0 })
    expect(Object.fromEntries(model.counters.missingValues)).toEqual({ x: 1, y: 0, color: 1, flag: 1 })
  })

  it("waits for company as long as it is told to", async () => {
    await using model = await ready({ workers: 1, maxBatchSize: 2, maxLatencyMs: 60_000 })
    const one = predicted(model, rows.slice(0, 1))
    await new Promise((resolve) => setImmediate(resolve))
    await Promise.all([one, predicted(model, rows.slice(1, 2))])
    expect(model.counters.batchRows).toMatchObject({ count: 1, sum: 2 })
  })
})

describe("requests that cannot be answered", () => {
  it("are refused when too many rows wait, and taken again when they do not", async () => {
    await using model = await ready({ workers: 1, maxQueuedRows: 10 })
    const one = (): Promise<Records> => predicted(model, rows.slice(0, 1))
    const outcomes = await Promise.allSettled(Array.from({ length: 25 }, one))
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array<string>(10).fill("fulfilled"),
      ...Array<string>(15).fill("rejected"),
    ])
    const { reason } = outcomes.at(-1) as PromiseRejectedResult
    expect(reason).toBeInstanceOf(ServingError)
    expect(reason).toMatchObject({ code: "serving/overloaded", retryAfter: 1 })
    expect(model.counters).toMatchObject({ rejected: 15, requests: 10, queuedRows: 0 })
    expectSame(await one(), expected.slice(0, 1))
    expectSame(await predicted(model, rows.slice(0, 50)), expected.slice(0, 50)) // larger than the queue
  })

  it("are given up when they take too long", async () => {
    await using model = await hostModel(options({ timeoutMs: 1 })) // no worker is ready so soon
    await expect(predicted(model, rows.slice(0, 3))).rejects.toMatchObject({ code: "serving/timeout" })
    expect(model.counters).toMatchObject({ timedOut: 1, queuedRows: 0 })
  })

  it("are given up by their signal", async () => {
    await using model = await ready()
    const request = rowsOf(model.signature, rows)
    const controller = new AbortController()
    const waiting = model.predict(request, { signal: controller.signal })
    controller.abort()
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" })
    await expect(model.predict(request, { signal: controller.signal })).rejects.toMatchObject({ code: "cancelled" })
    expect(model.counters.queuedRows).toBe(0)
    expectSame(await predicted(model, rows.slice(0, 1)), expected.slice(0, 1))
  })

  it("are refused where they have not the model's columns", async () => {
    await using model = await ready()
    const { columns } = rowsOf(model.signature, rows.slice(0, 2))
    const { color: _, ...others } = columns
    await expect(model.predict({ size: 2, columns: others })).rejects.toMatchObject({ code: "serving/request" })
    await expect(model.predict({ size: 3, columns })).rejects.toMatchObject({ code: "serving/request" })
  })
})

describe("closing", () => {
  it("ends what is under way and takes no more", async () => {
    const model = await ready({ workers: 1, maxBatchSize: 16 })
    const answers = Array.from({ length: 20 }, () => predicted(model, rows.slice(0, 40)))
    const closed = model.close()
    expect(model.isReady).toBe(false)
    await expect(predicted(model, rows.slice(0, 1))).rejects.toMatchObject({ code: "serving/unavailable" })
    await closed
    for (const answer of await Promise.all(answers)) expectSame(answer, expected.slice(0, 40))
    expect(model.counters).toMatchObject({ readyWorkers: 0, workersLost: 0 })
  })

  it("is fine before it was ready", async () => {
    const model = await hostModel(options())
    await model.close()
    expect(model.counters.readyWorkers).toBe(0)
  })
})

describe("a worker that dies", () => {
  it("is replaced, and its batch is predicted by another", async () => {
    const threads: ModelThread[] = []
    const log = eventLog()
    await using model = await hostModel(
      options({ workers: 1, maxBatchSize: 8, onEvent: log.onEvent }),
      (setup, name) => {
        const thread = new ModelThread(setup, { name })
        threads.push(thread)
        return thread
      },
    )
    await model.whenReady()
    const lost = log.next("worker_lost")
    const answer = predicted(model, rows)
    await new Promise((resolve) => setImmediate(resolve)) // a batch is under way
    await threads[0]!.kill()
    expect(await lost).toMatchObject({ error: { code: "serving/failed" } })
    expectSame(await answer, expected)
    expect(threads).toHaveLength(2)
    expect(model.counters).toMatchObject({ workersLost: 1, readyWorkers: 1, failed: 0 })
    expect(model.isReady).toBe(true)
  })

  it("twice over the same rows is their failure, and no other's", async () => {
    const deadly = 4321
    /** Dies of one number. */
    class FragileThread extends ModelThread {
      override async predict(batch: Batch): Promise<readonly ResultColumn[]> {
        if (batch.numbers.includes(deadly)) await this.kill()
        return super.predict(batch)
      }
    }
    await using model = await hostModel(options({ workers: 1 }), (setup, name) => new FragileThread(setup, { name }))
    await model.whenReady()
    const outcomes = await Promise.allSettled([
      predicted(model, rows.slice(0, 5)),
      predicted(model, [{ ...rows[0]!, x: deadly }]),
      predicted(model, rows.slice(5, 9)),
    ])
    expectSame((outcomes[0] as PromiseFulfilledResult<Records>).value, expected.slice(0, 5))
    expect(outcomes[1]).toMatchObject({ status: "rejected", reason: { code: "serving/failed" } })
    expectSame((outcomes[2] as PromiseFulfilledResult<Records>).value, expected.slice(5, 9))
    expect(model.counters).toMatchObject({ failed: 1, workersLost: 2 })
  })
})

describe("a batch that fails", () => {
  it("is predicted request by request, so that only those fail that must", async () => {
    const unlucky = 1234
    /** Fails at one number, as a graph may. */
    class FussyThread extends ModelThread {
      override predict(batch: Batch): Promise<readonly ResultColumn[]> {
        if (!batch.numbers.includes(unlucky)) return super.predict(batch)
        return Promise.reject(new FidelioError("session/failed", "this number"))
      }
    }
    await using model = await hostModel(options({ workers: 1 }), (setup, name) => new FussyThread(setup, { name }))
    await model.whenReady()
    const outcomes = await Promise.allSettled([
      predicted(model, rows.slice(0, 5)),
      predicted(model, [{ ...rows[0]!, x: unlucky }]),
      predicted(model, rows.slice(5, 9)),
    ])
    expectSame((outcomes[0] as PromiseFulfilledResult<Records>).value, expected.slice(0, 5))
    expect(outcomes[1]).toMatchObject({ status: "rejected", reason: { code: "serving/failed" } })
    expectSame((outcomes[2] as PromiseFulfilledResult<Records>).value, expected.slice(5, 9))
    expect(model.counters).toMatchObject({ failed: 1, workersLost: 0, busyWorkers: 0 })
  })
})

describe("reloading", () => {
  it("drops no request, and answers each by one model or the other", async () => {
    await using own = temporaryFolder()
    await using model = await ready({ modelPath: await saveBelow(own.path, first) })
    const version = model.version
    let isOver = false
    const used = { first: 0, second: 0 }
    const client = async (start: number): Promise<void> => {
      for (let at = start; !isOver; at = (at + 7) % 500) {
        const answer = await predicted(model, rows.slice(at, at + 3))
        const isFirst = isSame(answer[0]!, expected[at]!)
        used[isFirst ? "first" : "second"]++
        expectSame(answer, (isFirst ? expected : expectedOfSecond).slice(at, at + 3))
      }
    }
    const clients = Array.from({ length: 8 }, (_, i) => client(i * 50))
    for (const next of [second, first, second]) {
      await saveBelow(own.path, next)
      await model.reload()
    }
    isOver = true
    await Promise.all(clients)
    expect(used.first).toBeGreaterThan(0)
    expect(model.version).not.toBe(version)
    expectSame(await predicted(model, rows.slice(0, 9)), expectedOfSecond.slice(0, 9))
    expect(model.counters).toMatchObject({ reloads: 3, failedReloads: 0, failed: 0, rejected: 0, workersLost: 0 })
  })

  it("happens by itself when the folder is replaced", async () => {
    await using own = temporaryFolder()
    const log = eventLog()
    await using model = await ready({ modelPath: await saveBelow(own.path, first), watch: true, onEvent: log.onEvent })
    const reloaded = log.next("reloaded")
    await saveBelow(own.path, second)
    expect(await reloaded).toMatchObject({ version: model.version })
    expectSame(await predicted(model, rows.slice(0, 9)), expectedOfSecond.slice(0, 9))
  })

  it("goes on with the old model where the new one is broken, until it is mended", async () => {
    await using own = temporaryFolder()
    const log = eventLog()
    const modelPath = await saveBelow(own.path, first)
    await using model = await ready({ modelPath, watch: true, onEvent: log.onEvent })
    const failed = log.next("reload_failed")
    const other = await saveBelow(join(own.path, "other"), second)
    const graph = await readFile(join(other, "model.onnx"))
    await writeFile(join(other, "model.onnx"), graph.subarray(0, graph.length / 2))
    await cp(other, modelPath, { recursive: true })
    expect(await failed).toMatchObject({ error: { code: "artifact/corrupt" } })
    expectSame(await predicted(model, rows.slice(0, 9)), expected.slice(0, 9))
    expect(model.counters.failedReloads).toBe(1)
    expect(model.isReady).toBe(true)
    const reloaded = log.next("reloaded")
    await writeFile(join(modelPath, "model.onnx"), graph)
    await reloaded
    expectSame(await predicted(model, rows.slice(0, 9)), expectedOfSecond.slice(0, 9))
  })

  it("keeps the old model where the folder is gone", async () => {
    await using own = temporaryFolder()
    const modelPath = await saveBelow(own.path, first)
    await using model = await ready({ modelPath })
    await rm(modelPath, { recursive: true })
    await expect(model.reload()).rejects.toMatchObject({ code: "artifact/not-found" })
    expectSame(await predicted(model, rows.slice(0, 9)), expected.slice(0, 9))
  })
})

describe("a model that cannot be run", () => {
  it("says so when it is asked whether it is ready, and to requests", async () => {
    await using model = await hostModel(options({ timeoutMs: 10_000 }), (setup, name) => {
      const graph = setup.graph.slice(0, 1000)
      return new ModelThread({ ...setup, graph }, { name })
    })
    const early = predicted(model, rows.slice(0, 1))
    early.catch(() => undefined) // below
    await expect(model.whenReady()).rejects.toMatchObject({ code: "session/failed" })
    await expect(early).rejects.toMatchObject({ code: "session/failed" })
    expect(model.isReady).toBe(false)
  })
})
