import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ask, nextAnswer, connect, postJson } from "../../../../../test/support/http.ts"
import { saveBelow, smallRows, trainSmallModel } from "../../../../../test/support/served-model.ts"
import { temporaryFolder } from "../../../../../test/support/tables.ts"
import { hostModel } from "../host-model.ts"
import type { HostedModel } from "../hosted-model.ts"
import { createApp, type App, type AppOptions } from "./app.ts"
import { serve } from "./serve.ts"

const folder = temporaryFolder()
const [row] = smallRows(1)
const token = "a-token-of-some-length"
let path: string
let model: HostedModel

beforeAll(async () => {
  path = await saveBelow(folder.path, await trainSmallModel())
  model = await hostModel({ modelPath: path, name: "small", workers: 1 })
  await model.whenReady()
})
afterAll(async () => {
  await model.close()
  await folder[Symbol.asyncDispose]()
})

interface Listening extends AsyncDisposable {
  readonly app: App
  readonly url: string
}

async function listening(options: Partial<AppOptions> = {}): Promise<Listening> {
  const app = await createApp([model], {
    maxBody: 1e6,
    maxRows: 100,
    requestTimeoutMs: 10_000,
    allowedOrigins: [],
    allowedHosts: undefined,
    tokens: [],
    ...options,
  })
  const url = await app.fastify.listen({ port: 0, host: "127.0.0.1" })
  return { app, url, [Symbol.asyncDispose]: () => app.fastify.close() }
}

const bearer = (value: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${value}` })

describe("tokens", () => {
  it("are asked for at every address but those for health", async () => {
    await using server = await listening({ tokens: [token, "another-token"] })
    const routes = server.app.endpoints.map(({ method, url }) => ({ method, url }))
    const extra = ["/docs", "/docs/", "/docs/json", "/docs/yaml", "/docs/static/swagger-ui.css", "/none", "/v2/health"]
    const all = [...routes, ...extra.map((url) => ({ method: "GET", url }))]
    const answers = await Promise.all(
      all.map(async ({ method, url }) => {
        const address = url.replace(":model", "small").replace(":version", model.version)
        return { url, status: (await fetch(`${server.url}${address}`, { method })).status }
      }),
    )
    const open = answers.filter(({ status }) => status !== 401)
    expect(open).toEqual([
      { url: "/v2/health/live", status: 200 },
      { url: "/v2/health/ready", status: 200 },
    ])
    for (const url of ["/%70redict", "//predict", "/v2/health/../../predict", "/v2/health/live/../../../predict"]) {
      expect((await ask(`${server.url}${url}`, { method: "POST" })).status).toBe(401)
    }
  })

  it("open it to who brings one", async () => {
    await using server = await listening({ tokens: [token, "another-token"] })
    const url = `${server.url}/predict`
    expect((await postJson(url, row, bearer(token))).status).toBe(200)
    expect((await postJson(url, row, bearer("another-token"))).status).toBe(200)
    const basic = Buffer.from(`anyone:${token}`).toString("base64")
    expect((await postJson(url, row, { authorization: `Basic ${basic}` })).status).toBe(200)
    for (const wrong of [bearer(`${token}x`), bearer(token.slice(1)), { authorization: token }, bearer("")]) {
      const answer = await postJson(url, row, wrong)
      expect(answer).toMatchObject({ status: 401, body: { code: "serving/credentials" } })
      expect(JSON.stringify(answer.body)).not.toContain(token)
      expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="fidelio"')
    }
  })

  it("are asked for by a browser's own dialog", async () => {
    await using server = await listening({ tokens: [token] })
    const { headers } = await ask(server.url, { headers: { accept: "text/html" } })
    expect(headers.get("www-authenticate")).toContain("Basic")
  })

  it("must be long enough", async () => {
    const starting = serve({ models: path, port: 0, tokens: ["short"] })
    await expect(starting).rejects.toMatchObject({ code: "serving/options" })
  })
})

describe("hosts", () => {
  const askAs = async (url: string, host: string): Promise<number | string> => {
    const socket = await connect(url)
    const answer = nextAnswer(socket)
    socket.write(`GET /v2 HTTP/1.1\r\nhost: ${host}\r\n\r\n`)
    const { status, body } = await answer
    socket.destroy()
    return status === 200 ? status : (JSON.parse(body) as { code: string }).code
  }

  it("are localhost, addresses in numbers, and those that are named", async () => {
    await using server = await listening({ allowedHosts: ["Models.example.org"] })
    for (const host of [
      "localhost",
      "LOCALHOST:80",
      "127.0.0.1:1",
      "[::1]:80",
      "me.localhost",
      "models.example.org:81",
    ]) {
      expect([host, await askAs(server.url, host)]).toEqual([host, 200])
    }
    for (const host of ["example.org", "localhost.example.org", "127.0.0.1.nip.io:80", "[localhost", "1e1"]) {
      expect([host, await askAs(server.url, host)]).toEqual([host, "serving/host"])
    }
  })
})

describe("pages of other origins", () => {
  const origin = "https://app.example.org"
  const preflight = (url: string, from: string): Promise<Response> =>
    fetch(`${url}/predict`, {
      method: "OPTIONS",
      headers: {
        origin: from,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    })

  it("may not ask, unless they are listed", async () => {
    await using server = await listening()
    expect((await preflight(server.url, origin)).headers.get("access-control-allow-origin")).toBeNull()
    await using listed = await listening({ allowedOrigins: [origin], tokens: [token] })
    const allowed = await preflight(listed.url, origin) // browsers send no token with it
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get("access-control-allow-origin")).toBe(origin)
    const other = await preflight(listed.url, "https://evil.example.org")
    expect(other.headers.get("access-control-allow-origin")).not.toBe("https://evil.example.org")
    const answer = await postJson(`${listed.url}/predict`, row, { ...bearer(token), origin })
    expect(answer.headers.get("access-control-allow-origin")).toBe(origin)
  })

  it("may all ask where the list has *", async () => {
    await using server = await listening({ allowedOrigins: ["*"] })
    expect((await preflight(server.url, origin)).headers.get("access-control-allow-origin")).toBe("*")
  })
})
