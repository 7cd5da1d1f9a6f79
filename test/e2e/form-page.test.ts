// The server's form page in Chromium: predicts as one types, says what is wrong, and never shows an old answer.
import { execFile } from "node:child_process"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { promisify } from "node:util"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { InputColumn } from "../../packages/core/src/index.ts"
import { formPage } from "../../packages/engine/src/form/index.ts"
import type { TrainedModel } from "../../packages/engine/src/index.ts"
import { serve, type RunningServer } from "../../packages/engine/src/serving/http/serve.ts"
import { missingChromium, openChromium, openPage } from "../support/chromium.ts"
import { fillForm, saidOf, shownOutputs, type Cells } from "../support/form.ts"
import { predictedRecords, saveBelow, smallRows, trainSmallModel } from "../support/served-model.ts"
import { temporaryFolder } from "../support/tables.ts"

const folder = temporaryFolder()
const rows = smallRows(14)
let model: TrainedModel
let server: RunningServer
let browser: Browser | undefined

beforeAll(async () => {
  if (missingChromium !== undefined) return
  model = await trainSmallModel()
  const modelPath = await saveBelow(folder.path, model)
  server = await serve({ models: { small: modelPath, other: modelPath }, port: 0, workers: 1 })
  browser = await openChromium()
})
afterAll(async () => {
  await browser?.close()
  if (browser !== undefined) await server.close()
  await folder[Symbol.asyncDispose]()
})

/** To the fifth digit, or of numbers below 1 the fourth after the point. */
const closeTo = (value: number): unknown => expect.closeTo(value, 4 - Math.ceil(Math.log10(1 + Math.abs(value))))

/** What `predict` says of a row, as the page shows it. */
async function expected(row: Cells): Promise<Readonly<Record<string, unknown>>> {
  const [record] = await predictedRecords(model, [row as (typeof rows)[number]]) // one a row
  const { likes_predictions: likes, ...rest } = record!
  const shown = Object.entries({ ...rest, likes_predictions: String(likes) })
  return Object.fromEntries(
    shown
      .filter(([name]) => !/_(probabilities|probability)$/.test(name))
      .map(([name, value]) => [name, typeof value === "number" ? closeTo(value) : value]),
  )
}

const expectShown = async (page: Page, row: Cells): Promise<void> => {
  const wanted = await expected(row)
  await expect.poll(() => shownOutputs(page), { timeout: 20_000 }).toEqual(wanted)
}

test("predicts as one types, and asks nobody else", async ({ skip }) => {
  if (browser === undefined) return skip(missingChromium)
  const { page, requests, complaints } = await openPage(browser, server.url)
  for (const row of [0, 1, 3, 7].map((place) => rows[place] as Cells)) {
    await fillForm(page, row)
    await expectShown(page, row)
  }
  expect(requests.filter((url) => !url.startsWith(server.url))).toEqual([])
  expect(complaints).toEqual([])
})

test("the request for a shell is the request of the page", async ({ skip }) => {
  if (browser === undefined) return skip(missingChromium)
  const column = (name: string, label: string): InputColumn => ({
    name,
    column: name,
    type: "category",
    dtype: "string",
    labels: ["a", label],
    example: label,
    isRequired: false,
    isLowercase: false,
    isClosed: false,
  })
  const inputs = [
    column(`it's "so"`, "$(echo no) `no`"),
    column("</script>", "日本 🐧\\ \n !"),
    column("__proto__", "'"),
  ]
  const bodies: string[] = []
  const echo = createServer((request, response) => {
    if (request.method === "GET") {
      const page = formPage({ title: "Echo", signature: { inputs, outputs: [] }, predict: "server" })
      return response.setHeader("content-type", "text/html; charset=utf-8").end(page)
    }
    return text(request).then((body) =>
      response.setHeader("content-type", "application/json").end(body, () => bodies.push(body)),
    )
  })
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve))
  const { page } = await openPage(browser, `http://127.0.0.1:${(echo.address() as AddressInfo).port}/`)
  await page.locator("summary").click()
  await expect.poll(() => bodies).toHaveLength(1)
  await promisify(execFile)("sh", ["-c", await page.locator("#snippet").innerText()])
  const [ofPage, ofShell] = bodies.map((body) => Object.entries(JSON.parse(body) as object))
  expect(ofPage).toEqual(inputs.map(({ name, example }) => [name, example]))
  expect(ofShell).toEqual(ofPage)
  await page.close()
  echo.close()
})

test("says what is wrong where it is wrong", async ({ skip }) => {
  if (browser === undefined) return skip(missingChromium)
  const { page } = await openPage(browser, server.url)
  await fillForm(page, rows[0] as Cells)
  await expectShown(page, rows[0] as Cells)
  await fillForm(page, { y: null })
  await expect.poll(() => saidOf(page, "y")).toBe("This model needs a value here.")
  await fillForm(page, { y: "1e300" })
  await expect.poll(() => page.getByRole("status").textContent()).toContain("too large")
  expect(await saidOf(page, "y")).toContain("too large")
  await fillForm(page, { y: 1e3 })
  await expect.poll(() => saidOf(page, "y")).toBe("Outside of what was seen in training.")
  await expectShown(page, { ...(rows[0] as Cells), y: 1e3 })
})

test("an answer that comes late is not shown", async ({ skip }) => {
  if (browser === undefined) return skip(missingChromium)
  const { page } = await openPage(browser, server.url)
  await fillForm(page, rows[0] as Cells)
  await expectShown(page, rows[0] as Cells)
  const asked = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  await page.route("**/predict", async (route) => {
    if (!(route.request().postData() ?? "").includes('"x":123')) return route.continue()
    asked.resolve()
    await held.promise
    return route.fulfill({ json: { price_predictions: 666 } }).catch(() => undefined) // the page may have given up
  })
  await fillForm(page, { x: 123 })
  await asked.promise
  await fillForm(page, { x: 2 })
  await expectShown(page, { ...(rows[0] as Cells), x: 2 })
  held.resolve()
  await page.unrouteAll({ behavior: "wait" })
  await expectShown(page, { ...(rows[0] as Cells), x: 2 })
})

test("another model of the server has its own page", async ({ skip }) => {
  if (browser === undefined) return skip(missingChromium)
  const { page, complaints } = await openPage(browser, server.url)
  await page.getByRole("link", { name: "other" }).click()
  await page.getByRole("heading", { name: "other" }).waitFor()
  await fillForm(page, rows[2] as Cells)
  await expectShown(page, rows[2] as Cells)
  expect(complaints).toEqual([])
})
