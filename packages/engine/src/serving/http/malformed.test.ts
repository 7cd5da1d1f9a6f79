// A thousand wrong requests made from the signature of a model: each is answered with a reason, and the server goes on.
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { ModelSignature } from "@fidelio/core"
import { connect, nextAnswer, postJson, rawPost, sendRaw, type RawAnswer } from "../../../../../test/support/http.ts"
import { saveBelow, smallRows, trainSmallModel } from "../../../../../test/support/served-model.ts"
import { temporaryFolder } from "../../../../../test/support/tables.ts"
import { serve, type RunningServer } from "./serve.ts"

const folder = temporaryFolder()
const [row] = smallRows(1)
const seed = 20_260
let signature: ModelSignature
let server: RunningServer

beforeAll(async () => {
  server = await serve({ models: await saveBelow(folder.path, await trainSmallModel()), port: 0, requestTimeout: 0.5 })
  ;({ signature } = server.models[0]!)
})
afterAll(async () => {
  await server.close()
  await folder[Symbol.asyncDispose]()
})

interface WrongRequest {
  readonly kind: string
  readonly path: string
  readonly body: string | Uint8Array
}

type Row = Readonly<Record<string, unknown>>

/** JSON in which some texts are put as they are, for what no value of the language says. */
const literal = (text: string): string => `literal:${text}`
const jsonOf = (value: unknown): string => JSON.stringify(value).replaceAll(/"literal:([^"]*)"/g, "$1")

const deep = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`

/** Values that no column of this kind takes. */
function wrongValue(name: string): fc.Arbitrary<unknown> {
  const { dtype, isClosed } = signature.inputs.find((input) => input.name === name)!
  const containers = fc.oneof(
    fc.array(fc.jsonValue({ maxDepth: 2 })),
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
    fc.integer({ min: 1, max: 20_000 }).map((depth) => literal(deep(depth))),
  )
  const noWord = fc.string({ minLength: 1 }).map((text) => `no ${text.replaceAll(/[":]/g, "")}`)
  if (dtype === "float32") {
    const huge = fc.constantFrom("1e999", "-1e999", "1e39", "-3.5e38", `1${"0".repeat(400)}`).map(literal)
    return fc.oneof(containers, noWord, huge)
  }
  return isClosed ? fc.oneof(containers, noWord) : containers
}

const column = (): fc.Arbitrary<string> => fc.constantFrom(...signature.inputs.map(({ name }) => name))

/** A row of which one field is wrong, missing or too much. */
const wrongRow = (): fc.Arbitrary<Row> =>
  fc.oneof(
    column().chain((name) => wrongValue(name).map((value) => ({ ...row, [name]: value }))),
    column().map((name) => Object.fromEntries(Object.entries(row!).filter(([other]) => other !== name))),
    fc
      .oneof(fc.string({ maxLength: 5000 }), fc.constantFrom("__proto__", "constructor", "toString"))
      .filter((name) => !(name in row!) || name in Object.prototype)
      .map((name) => JSON.parse(`{${JSON.stringify(name)}: 1, ${JSON.stringify(row).slice(1)}`) as Row),
  )

/** Rows in the three forms that addresses take. */
const places: Readonly<Record<string, (wrong: Row) => unknown>> = {
  "/predict": (wrong) => wrong,
  "/batch_predict": (wrong) => [row, wrong],
  "/batch_predict?": (wrong) => ({ columns: Object.keys(wrong), data: [Object.values(wrong)] }),
  "/v2/models/model/infer": (wrong) => ({
    inputs: Object.entries(wrong).map(([name, value]) => ({
      name,
      shape: [1],
      datatype: typeof value === "boolean" ? "BOOL" : name === "color" ? "BYTES" : "FP64",
      data: [value],
    })),
  }),
}

const validBody = (path: string): string => JSON.stringify(places[path]!(row as Row))
const place = fc.constantFrom(...Object.keys(places))

const wrongRequests = (): readonly fc.Arbitrary<WrongRequest>[] => [
  place.chain((path) => wrongRow().map((wrong) => ({ kind: "wrong row", path, body: jsonOf(places[path]!(wrong)) }))),
  place.chain((path) =>
    fc.nat(validBody(path).length - 1).map((end) => ({ kind: "cut off", path, body: validBody(path).slice(0, end) })),
  ),
  place.chain((path) =>
    fc.tuple(fc.nat(validBody(path).length), fc.constantFrom(0xff, 0xc0, 0xfe)).map(([at, byte]) => {
      const body = Buffer.from(validBody(path))
      return {
        kind: "bad UTF-8",
        path,
        body: Buffer.concat([body.subarray(0, at), Buffer.of(byte), body.subarray(at)]),
      }
    }),
  ),
  place.chain((path) =>
    fc.integer({ min: 2, max: 200_000 }).map((depth) => ({ kind: "deep", path, body: deep(depth) })),
  ),
  fc
    .tuple(place, fc.jsonValue())
    .map(([path, value]) => ({ kind: "any JSON", path, body: JSON.stringify(value) }))
    .filter(({ body }) => body !== "[]"), // no rows
  place.chain((path) =>
    fc
      .uint8Array({ maxLength: 300 })
      .map((bytes) => ({ kind: "any bytes", path, body: Buffer.concat([Buffer.of(0), bytes]) })),
  ),
]

function expectReason(answer: RawAnswer, kind: string): void {
  expect([kind, answer.status >= 400 && answer.status < 500]).toEqual([kind, true])
  const { error, code } = JSON.parse(answer.body) as { error: string; code: string }
  expect(code).toMatch(/^serving\//)
  expect(error.length).toBeGreaterThan(10)
  expect(answer.body).not.toMatch(/\.[jt]s:\d|node_modules|node:internal/)
}

const stillAnswers = async (): Promise<void> => {
  expect((await postJson(`${server.url}/predict`, row)).status).toBe(200)
}

describe("malformed requests", () => {
  it("are each answered with a reason, a thousand of them", async () => {
    const seen = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(fc.oneof(...wrongRequests()), async ({ kind, path, body }) => {
        seen.set(kind, (seen.get(kind) ?? 0) + 1)
        expectReason(await sendRaw(server.url, rawPost(path, body)), kind)
      }),
      { numRuns: 1000, seed },
    )
    expect(seen.size).toBe(6)
    await stillAnswers()
  })

  it("that are no HTTP are answered too", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const answer = await sendRaw(server.url, Buffer.concat([Buffer.of(0x01), bytes, Buffer.from("\r\n\r\n")]))
        expectReason(answer, "no HTTP")
      }),
      { numRuns: 100, seed },
    )
    await stillAnswers()
  })

  it("that stop halfway are given up", async () => {
    const whole = rawPost("/predict", JSON.stringify(row))
    const stops = Array.from({ length: 40 }, (_, i) => 1 + Math.floor((i / 40) * (whole.length - 1)))
    const answers = await Promise.all(stops.map((end) => sendRaw(server.url, whole.subarray(0, end))))
    for (const answer of answers) {
      expect(answer.status).toBe(408)
      expectReason(answer, "slow")
    }
    await stillAnswers()
  })

  it("of clients that go away, or never read, harm nobody", async () => {
    const whole = rawPost("/batch_predict", JSON.stringify(smallRows(500)))
    const sockets = await Promise.all(Array.from({ length: 40 }, () => connect(server.url)))
    for (const [i, socket] of sockets.entries()) {
      socket.on("error", () => undefined)
      socket.pause()
      socket.write(
        i % 2 === 0 ? whole : whole.subarray(0, whole.length / 2),
        () => i % 4 < 2 && socket.resetAndDestroy(),
      )
    }
    await stillAnswers()
    const [last] = sockets.slice(-1)
    const answer = nextAnswer(last!)
    last!.resume()
    expectReason(await answer, "half a body")
    for (const socket of sockets) socket.destroy()
    await stillAnswers()
  })
})
