import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { ask, postJson, rawPost, sendRaw } from "../../../../../test/support/http.ts"
import { saveBelow, smallRows, trainSmallModel } from "../../../../../test/support/served-model.ts"
import { temporaryFolder } from "../../../../../test/support/tables.ts"
import { serve, type RequestEntry, type RunningServer } from "./serve.ts"

const folder = temporaryFolder()
const [row] = smallRows(1)
const entries: RequestEntry[] = []
let server: RunningServer

beforeAll(async () => {
  const small = await saveBelow(folder.path, await trainSmallModel())
  server = await serve({ models: { small }, port: 0, onRequest: (entry) => entries.push(entry) })
})
afterAll(async () => {
  await server.close()
  await folder[Symbol.asyncDispose]()
})

const metrics = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text()

/** The entry of the latest request, once it is written. */
async function entryOf(send: () => Promise<unknown>): Promise<RequestEntry> {
  const before = entries.length
  await send()
  await vi.waitFor(() => expect(entries.length).toBeGreaterThan(before))
  return entries.at(-1)!
}

describe("metrics", () => {
  it("count requests, errors, batches, unknown labels and missing values", async () => {
    await postJson(`${server.url}/predict`, { ...row, color: "purple", x: null })
    await postJson(`${server.url}/batch_predict`, smallRows(3))
    await postJson(`${server.url}/predict`, {})
    await ask(`${server.url}/none`)
    await ask(`${server.url}/predict`)
    await sendRaw(server.url, "nonsense\r\n\r\n")
    const text = await metrics()
    for (const line of [
      'fidelio_http_requests_total{route="/predict",method="POST",status="200"} 1',
      'fidelio_http_requests_total{route="/predict",method="POST",status="400"} 1',
      'fidelio_http_requests_total{route="/predict",method="GET",status="405"} 1',
      'fidelio_http_requests_total{route="/batch_predict",method="POST",status="200"} 1',
      'fidelio_http_requests_total{route="none",method="GET",status="404"} 1',
      'fidelio_http_requests_total{route="none",method="-",status="400"} 1',
      'fidelio_http_errors_total{code="serving/request"} 1',
      'fidelio_http_errors_total{code="serving/route"} 1',
      'fidelio_http_request_duration_seconds_count{route="/predict"} 3',
      'fidelio_model_rows_total{model="small"} 4',
      'fidelio_model_unknown_labels_total{model="small",column="color"} 1',
      'fidelio_model_missing_values_total{model="small",column="x"} 1',
      'fidelio_model_queued_rows{model="small"} 0',
      'fidelio_model_batch_rows_sum{model="small"} 4',
      'fidelio_model_batch_rows_bucket{model="small",le="+Inf"} 2',
      `fidelio_model_ready{model="small",version="${server.models[0]!.version}"} 1`,
    ]) {
      expect(text.split("\n")).toContain(line)
    }
    expect(text).toContain("process_resident_memory_bytes")
  })

  it("are text as Prometheus reads it", async () => {
    const { headers } = await fetch(`${server.url}/metrics`)
    expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8")
    const lines = (await metrics()).split("\n").filter((line) => line !== "")
    const wrong = lines.filter(
      (line) => !/^(# (HELP|TYPE) [a-z_]\w* .+|[a-z_]\w*(\{[^}]*\})? [-+\d.eInfNa]+)$/.test(line),
    )
    expect(wrong).toEqual([])
    const series = lines.filter((line) => !line.startsWith("#")).map((line) => line.replace(/ [^ ]*$/, ""))
    expect(new Set(series).size).toBe(series.length)
  })

  it("count reloads", async () => {
    await server.reload()
    expect(await metrics()).toContain('fidelio_model_reloads_total{model="small"} 1')
  })
})

describe("the log", () => {
  it("has a line for each request: what was asked, never with which values", async () => {
    const secret = "purple-secret-7531"
    const entry = await entryOf(() => postJson(`${server.url}/predict?model=small`, { ...row, color: secret }))
    expect(entry).toMatchObject({ method: "POST", route: "/predict", status: 200, model: "small", rows: 1 })
    expect(entry.milliseconds).toBeGreaterThan(0)
    expect(new Date(entry.time).getTime()).not.toBeNaN()
    const wrong = await entryOf(() => postJson(`${server.url}/predict`, { [secret]: secret }))
    expect(wrong).toMatchObject({ status: 400, code: "serving/request" })
    const broken = await entryOf(() => sendRaw(server.url, rawPost("/predict", `{"color": "${secret}`)))
    expect(broken).toMatchObject({ status: 400, code: "serving/body" })
    const nowhere = await entryOf(() => ask(`${server.url}/${secret}?${secret}=${secret}`))
    expect(nowhere).toMatchObject({ status: 404, route: "none" })
    expect(JSON.stringify(entries)).not.toContain(secret)
    expect(await metrics()).not.toContain(secret)
  })
})

describe("the page at /", () => {
  it("is a form for browsers, and a message for others", async () => {
    const page = await fetch(server.url, { headers: { accept: "text/html,*/*;q=0.8" } })
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8")
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'")
    expect(await page.text()).toContain("<form")
    const { body, headers } = await ask(server.url)
    expect(body).toEqual({ message: "Fidelio server is up" })
    expect(headers.get("vary")).toBe("accept")
  })
})
