import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ask, connect, nextAnswer, postJson, rawPost, sendRaw } from "../../../../../test/support/http.ts"
import { saveBelow, smallRows, trainSmallModel } from "../../../../../test/support/served-model.ts"
import { temporaryFolder } from "../../../../../test/support/tables.ts"
import { serve, type RunningServer } from "./serve.ts"

const folder = temporaryFolder()
const [row] = smallRows(1)
let path: string
let server: RunningServer

beforeAll(async () => {
  path = await saveBelow(folder.path, await trainSmallModel())
  server = await serve({ models: path, port: 0, maxBody: 2000, requestTimeout: 0.3 })
})
afterAll(async () => {
  // It still answers after all of this.
  expect((await postJson(`${server.url}/predict`, row)).status).toBe(200)
  await server.close()
  await folder[Symbol.asyncDispose]()
})

const url = (address: string): string => `${server.url}${address}`
const errorOf = (body: string): { error: string; code: string } => JSON.parse(body) as { error: string; code: string }

describe("bodies", () => {
  it.for<[string, string | Uint8Array, string]>([
    ["empty", "", "empty"],
    ["cut off", '{"x": 1', "ends too early"],
    ["cut off in a text", '{"color": "re', "ends too early"],
    ["with more than one value", "{} {}", "character 4"],
    ["with words that are not JSON", '{"x": NaN}', "not JSON"],
    ["with a control character", '{"color": "a\u0000b"}', "character"],
    [
      "that are not UTF-8",
      Buffer.concat([Buffer.from('{"color": "'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
      "UTF-8",
    ],
    ["in UTF-16", Buffer.from("{}", "utf16le"), "JSON"],
  ])("%s are refused with the reason", async ([, body, reason]) => {
    const { status, body: answer } = await sendRaw(server.url, rawPost("/predict", body))
    expect(status).toBe(400)
    expect(errorOf(answer)).toMatchObject({ code: "serving/body", error: expect.stringContaining(reason) as string })
  })

  it("with NaN are told what a missing value is", async () => {
    const { body } = await sendRaw(server.url, rawPost("/predict", '{"x": NaN}'))
    expect(JSON.parse(body)).toMatchObject({ hint: expect.stringContaining("null") as string })
  })

  it("may begin with a byte order mark", async () => {
    const { status } = await sendRaw(server.url, rawPost("/predict", `\ufeff${JSON.stringify(row)}`))
    expect(status).toBe(200)
  })

  it.for<[string, string, string]>([
    [
      "of one part that is cut off",
      "multipart/form-data; boundary=x",
      '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1',
    ],
    ["without a boundary", "multipart/form-data", "--x--"],
  ])("forms %s are refused", async ([, type, body]) => {
    const { status, body: answer } = await sendRaw(server.url, rawPost("/predict", body, type))
    expect(status).toBe(400)
    expect(errorOf(answer).code).toBe("serving/body")
  })

  it("of more bytes than the server takes are refused, announced or not", async () => {
    const large = `{"color": "${"x".repeat(3000)}"}`
    expect(await sendRaw(server.url, rawPost("/predict", large))).toMatchObject({ status: 413 })
    const chunked = `POST /predict HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`
    const { status, body } = await sendRaw(server.url, chunked)
    expect(status).toBe(413)
    expect(errorOf(body).code).toBe("serving/too-large")
  })

  it("of other kinds are refused", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "nonsense"]) {
      const { status, body } = await sendRaw(server.url, rawPost("/predict", "{}", type))
      expect(status).toBe(415)
      expect(errorOf(body).code).toBe("serving/media-type")
    }
  })

  it("that are shorter than announced are refused when the client ends", async () => {
    const socket = await connect(server.url)
    const answer = nextAnswer(socket)
    socket.end(
      "POST /predict HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{",
    )
    expect(await answer).toMatchObject({ status: 400 })
  })
})

describe("slow clients", () => {
  it.for<[string, string]>([
    [
      "a body that does not come",
      "POST /predict HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
    ],
    ["a head that does not end", "POST /predict HTTP/1.1\r\nhost: localhost\r\n"],
  ])("are given up with 408: %s", async ([, bytes]) => {
    const { status, body } = await sendRaw(server.url, bytes)
    expect(status).toBe(408)
    expect(errorOf(body).code).toBe("serving/slow")
  })
})

describe("addresses", () => {
  it("that are nothing are 404, as JSON", async () => {
    const { status, body, headers } = await ask(url("/predicts?secret=1"), { method: "POST" })
    expect(status).toBe(404)
    expect(body).toEqual({ error: "There is nothing at POST /predicts.", code: "serving/route" })
    expect(headers.get("content-type")).toContain("application/json")
  })

  it("that take other methods are 405, and say which", async () => {
    for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
      const { status, body, headers } = await ask(url("/predict"), { method })
      expect(status).toBe(405)
      expect(body).toMatchObject({ code: "serving/method" })
      expect(headers.get("allow")).toBe("POST")
    }
    expect((await fetch(url("/info"), { method: "HEAD" })).status).toBe(200)
    expect((await fetch(url("/info"), { method: "OPTIONS" })).headers.get("allow")).toBe("GET, HEAD")
  })

  it.for<[string, string, number]>([
    ["is no address", "GET /%zz HTTP/1.1\r\nhost: localhost\r\n\r\n", 400],
    ["is no HTTP", "nonsense\r\n\r\n", 400],
    ["has a long head", `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    [
      "has two lengths",
      "POST /predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
      400,
    ],
  ])("what %s is refused as JSON", async ([, bytes, wanted]) => {
    const { status, body } = await sendRaw(server.url, bytes)
    expect(status).toBe(wanted)
    expect(errorOf(body).code).toBe("serving/malformed")
  })
})

describe("what a server is started with", () => {
  it.for([
    [{ models: "none" }, "artifact/not-found"],
    [{ models: {} }, "serving/options"],
    [{ models: { "a/b": "x" } }, "serving/options"],
    [{ models: "x", port: 70_000 }, "serving/options"],
    [{ models: "x", workers: 0 }, "serving/options"],
    [{ models: "x", maxLatencyMs: -1 }, "serving/options"],
    [{ models: "x", requestTimeout: 0 }, "serving/options"],
  ] as const)("is checked: %j", async ([options, code]) => {
    await expect(serve({ port: 0, ...options })).rejects.toMatchObject({ code })
  })

  it("cannot be the address of another program", async () => {
    const port = Number(new URL(server.url).port)
    await expect(serve({ models: path, port })).rejects.toMatchObject({ code: "serving/address" })
  })
})
