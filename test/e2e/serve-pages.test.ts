// The pages of fidelio serve in Chromium: the form and the API page work, ask their own server alone, and for tokens.
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { serve, type RunningServer, type ServeOptions } from "../../packages/engine/src/serving/http/serve.ts"
import { missingChromium, openChromium, openPage, type WatchedPage } from "../support/chromium.ts"
import { fidelio, temporaryFolder, type Folder } from "../support/command.ts"
import { postJson } from "../support/http.ts"
import { root } from "../support/sources.ts"

const token = "a-token-of-some-length"
let folder: Folder
let model: string
let browser: Browser

beforeAll(async () => {
  if (missingChromium !== undefined) return
  folder = temporaryFolder()
  const config = join(root, "examples/penguins/config.yaml")
  const data = join(root, "node_modules/vega-datasets/data/penguins.json")
  const outcome = await fidelio(["train", "-c", config, "-d", data, "--skip_save_processed_input"], {
    cwd: folder.path,
  })
  expect(outcome).toMatchObject({ status: 0 })
  model = folder.at("results/experiment_run/model")
  browser = await openChromium()
})
afterAll(async () => {
  if (missingChromium !== undefined) return
  await browser.close()
  folder[Symbol.dispose]()
})

const serving = (options: Partial<ServeOptions> = {}): Promise<RunningServer> =>
  serve({ models: { first: model, second: model }, port: 0, ...options })

const expectOwn = ({ requests, complaints }: WatchedPage, { url }: RunningServer): void => {
  expect(requests.filter((address) => !address.startsWith(url) && !address.startsWith("data:"))).toEqual([])
  expect(complaints).toEqual([])
}

const example = (server: RunningServer): Readonly<Record<string, unknown>> =>
  Object.fromEntries(server.models[0]!.signature.inputs.map((column) => [column.name, column.example]))

describe.skipIf(missingChromium !== undefined)(`in Chromium ${missingChromium ?? ""}`, () => {
  it("the form shows what /predict answers", async () => {
    await using server = await serving()
    const { body } = await postJson(`${server.url}/predict`, example(server))
    const watched = await openPage(browser, `${server.url}/`)
    const species = (body as { Species_predictions: string }).Species_predictions
    await watched.page.getByText(species).first().waitFor()
    await watched.page.getByRole("link", { name: "second" }).click()
    await watched.page.waitForURL(`${server.url}/?model=second`)
    await watched.page.getByText(species).first().waitFor()
    expect(watched.requests).toContain(`${server.url}/predict?model=second`)
    expectOwn(watched, server)
    await watched.page.close()
  })

  it("the API page tries a route", async () => {
    await using server = await serving()
    const watched = await openPage(browser, `${server.url}/docs`)
    const { page } = watched
    await page.locator("#operations-predict-predict button.opblock-summary-control").click()
    await page.locator("#operations-predict-predict button.execute").click()
    const answer = page.locator("#operations-predict-predict .live-responses-table .response-col_status").last()
    await answer.waitFor()
    expect(await answer.textContent()).toContain("200")
    expectOwn(watched, server)
    await page.close()
  })

  it("both work with the token as the password that the browser asks for", async () => {
    await using server = await serving({ tokens: [token] })
    const context = await browser.newContext({ httpCredentials: { username: "me", password: token } })
    const page = await context.newPage()
    await page.goto(server.url)
    await page.locator("#outputs").getByText("Species").first().waitFor()
    expect((await page.goto(`${server.url}/docs`))?.status()).toBe(200)
    await page.locator(".opblock").first().waitFor()
    await context.close()
  })
})
