// Every page of a hub with work in it: free of barriers in light and dark, as narrow as a phone, by keyboard, and signed out of.
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from "vitest"
import type { Page } from "playwright-core"
import { connect } from "../../packages/hub/src/db/connect.ts"
import { missingChromium } from "../support/chromium.ts"
import { testDatabaseServer } from "../support/hub.ts"
import { fillHub } from "../support/hub-example.ts"
import { openHubPages, settle, type HubPages } from "../support/hub-pages.ts"
import { follow, heading, press } from "../support/hub-steps.ts"
import { axeSource, faultsOf } from "../support/page-checks.ts"

let pages: HubPages
let page: Page

const skipped = missingChromium ?? (testDatabaseServer === "" ? undefined : "the pages are the same on PostgreSQL")

beforeAll(async () => {
  if (skipped !== undefined) return
  pages = await openHubPages([axeSource])
  ;({ page } = pages)
  const { hub } = pages
  await fillHub({ ada: hub.client("editor"), ben: hub.client("admin"), mei: hub.client("editor") })
  const draft = { parent: "5", description: "Not trained yet" }
  await hub.client("editor").createDraft({ params: { repository: "titanic" }, body: draft })
  await page.goto((await hub.hub.createAdminLink()).url)
  await heading(page, "Models")
})
afterAll(async () => await pages?.[Symbol.asyncDispose]())
beforeEach(() => {
  onTestFailed(async () => {
    await page.screenshot({ path: `${pages.pictures}/failed.png`, fullPage: true })
    console.log(`pictures of the pages: ${pages.pictures}; failed at ${page.url()}`, pages.hub.faults)
  })
})

const version = (number: number, parts: readonly string[]): readonly string[] =>
  parts.map((part) => `/repositories/titanic/versions/${number}/${part}`)

const places: readonly string[] = [
  "/",
  "/?search=nothing-is-called-so",
  "/repositories/titanic",
  ...["lineage", "metrics", "aliases", "drafts", "settings"].map((part) => `/repositories/titanic/${part}`),
  "/repositories/titanic/new",
  "/repositories/titanic-families/lineage",
  "/repositories/not-there",
  ...version(1, ["overview", "curves", "statistics", "try", "config", "data", "log", "artifacts"]),
  ...version(4, ["overview", "curves", "statistics"]),
  ...version(5, ["overview", "curves", "statistics"]),
  ...["differences", "metrics", "text", "data"].map((view) => `/diff?from=titanic@2&to=titanic@5&view=${view}`),
  "/diff",
  "/compare?versions=titanic@1,titanic@2,titanic@production,titanic-families@2",
  "/compare",
  "/datasets",
  "/datasets/titanic",
  "/jobs",
  ...["", "/members", "/organisation", "/audit"].map((part) => `/settings${part}`),
]

describe.skipIf(skipped !== undefined)(`pages in Chromium ${skipped ?? ""}`, () => {
  it.each(places)("%s has no barriers, and fits a phone", async (place) => {
    await page.goto(pages.hub.url + place)
    await pages.picture(nameOf(place))
    expect(await faultsOf(page, () => pages.picture(`${nameOf(place)}-phone`))).toEqual([])
    expect(pages.complaints(place.includes("not-there") ? /status of 404/ : undefined)).toEqual([])
  })

  it("a draft has no barriers, and fits a phone", async () => {
    await page.goto(`${pages.hub.url}/repositories/titanic/drafts`)
    await follow(page, "Not trained yet")
    await heading(page, "Draft")
    await page.getByText("no problems").waitFor()
    await pages.picture("draft")
    expect(await faultsOf(page, () => pages.picture("draft-phone"))).toEqual([])
    expect(pages.complaints()).toEqual([])
  })

  it("all places are reached by keyboard, from the link that skips to the page on", async () => {
    await page.goto(pages.hub.url)
    await heading(page, "Models")
    await page.keyboard.press("Tab")
    expect(await focused(page)).toBe("Skip to the page")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    expect(await focused(page)).toBe("New repository")
    for (const name of ["Datasets", "Jobs", "Settings", "Models"]) {
      await tabTo(page, name)
      await page.keyboard.press("Enter")
      await heading(page, name)
      await expect.poll(() => focused(page)).toBe(name) // the new page's heading: reading goes on there
    }
  })

  it("the lineage is walked by arrow keys", async () => {
    await page.goto(`${pages.hub.url}/repositories/titanic/lineage`)
    const versionOf = (number: number) => page.getByRole("link", { name: new RegExp(`^#${number} `) })
    await versionOf(6).waitFor()
    await tabTo(page, /^#6 /)
    await page.keyboard.press("ArrowLeft")
    await expect.poll(() => focused(page)).toMatch(/^#2 .*edited from/)
    await page.keyboard.press("ArrowLeft")
    await expect.poll(() => focused(page)).toMatch(/^#1 /)
    await page.keyboard.press("ArrowRight")
    await expect.poll(() => focused(page)).not.toMatch(/^#1 /)
    const name = /^#(\d+) /.exec(await focused(page))?.[1] ?? ""
    await page.keyboard.press("Enter")
    await heading(page, `titanic@${name}`)
  })

  it("a session that ends leads to sign-in, and from there back to the place", async () => {
    await page.goto(`${pages.hub.url}/datasets`)
    await heading(page, "Datasets")
    await endSessions(pages.hub.database)
    await follow(page.getByRole("navigation", { name: "Main" }), "Jobs")
    await heading(page, "Sign in to Fidelio")
    await settle(page)
    expect(await faultsOf(page, () => pages.picture("sign-in-phone"))).toEqual([])
    await page.getByLabel("Personal token").fill(pages.hub.tokens.viewer)
    await press(page, "Sign in")
    await heading(page, "Jobs")
    expect(pages.complaints(/status of 401/)).toEqual([])
  })

  it("viewers are offered nothing that they may not do", async () => {
    await page.goto(`${pages.hub.url}/repositories/titanic/versions/5`)
    await heading(page, "titanic@5")
    await settle(page)
    for (const name of ["Fork", "Edit and train", "More actions"])
      expect(await page.getByRole("button", { name }).count(), name).toBe(0)
    await page.goto(`${pages.hub.url}/settings/audit`)
    await page.getByRole("heading", { level: 1 }).waitFor()
    expect(await page.getByRole("table").count()).toBe(0)
    expect(pages.complaints()).toEqual([])
  })

  it("signs out", async () => {
    await press(page, "Sign out")
    await heading(page, "Sign in to Fidelio")
    await page.goto(`${pages.hub.url}/jobs`)
    await heading(page, "Sign in to Fidelio")
    expect(pages.complaints(/status of 401/)).toEqual([])
    expect(pages.strangers()).toEqual([])
    expect(pages.hub.faults).toEqual([])
  })
})

const nameOf = (place: string): string => place.replaceAll(/[^\w-]+/g, "-").replaceAll(/^-|-$/g, "") || "models"

/** What is read out where the focus is. */
const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(`(() => {
    const { activeElement } = document
    return activeElement?.getAttribute("aria-label") ?? activeElement?.textContent?.trim() ?? ""
  })()`)

/** By Tab alone, once around the page at most. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let i = 0; i < 80; i++) {
    const found = await focused(page)
    if (typeof name === "string" ? found === name : name.test(found)) return
    await page.keyboard.press("Tab")
  }
  expect.fail(`the focus did not come to ${name} in 80 steps`)
}

async function endSessions(database: string): Promise<void> {
  const db = connect(database, { maxConnections: 1 })
  await db
    .updateTable("session")
    .set({ expires: new Date(Date.now() - 1000) })
    .execute()
  await db.destroy()
}
