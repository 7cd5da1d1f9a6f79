// The hub as a team uses it, in Chromium: from the sign-in link to versions that are trained, compared, forked and given names.
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from "vitest"
import type { Page } from "playwright-core"
import { missingChromium } from "../support/chromium.ts"
import { testDatabaseServer } from "../support/hub.ts"
import { openHubPages, type HubPages } from "../support/hub-pages.ts"
import {
  configText,
  dialog,
  editor,
  follow,
  heading,
  part,
  press,
  replaceInConfig,
  status,
  train,
  typeAtEnd,
} from "../support/hub-steps.ts"
import { titanicTable } from "../support/titanic.ts"

let pages: HubPages
let page: Page

const skipped = missingChromium ?? (testDatabaseServer === "" ? undefined : "the pages are the same on PostgreSQL")

beforeAll(async () => {
  if (skipped !== undefined) return
  pages = await openHubPages()
  ;({ page } = pages)
})
afterAll(async () => await pages?.[Symbol.asyncDispose]())
let hasFailed = false
beforeEach(({ skip }) => {
  if (hasFailed) skip("the journey ended before")
  onTestFailed(async () => {
    hasFailed = true
    await page.screenshot({ path: `${pages.pictures}/failed.png`, fullPage: true })
    console.log(
      `pictures of the pages: ${pages.pictures}; failed at ${page.url()}`,
      pages.hub.faults,
      pages.complaints(),
    )
  })
})

/** Each goes on where the one before it ended. */
describe.skipIf(skipped !== undefined)(`a journey through the hub ${skipped ?? ""}`, () => {
  it("signs in by the link, and is told what to do first", async () => {
    const { url } = await pages.hub.hub.createAdminLink()
    await page.goto(url)
    await heading(page, "Models")
    expect(page.url()).toBe(`${pages.hub.url}/`)
    await page.getByRole("heading", { name: "No models yet" }).waitFor()
    await pages.picture("models-empty")
    expect(pages.complaints()).toEqual([])
  })

  it("makes a repository, uploads a table and gets a config by saying what is to be predicted", async () => {
    await press(page, "New repository")
    const asked = dialog(page, "New repository")
    await asked.getByLabel("Name").fill("titanic")
    await asked.getByLabel("Description").fill("Who survives? Tells the crew whom to look after first.")
    await asked.getByLabel("Tags").fill("demo safety")
    await pages.picture("new-repository")
    await press(asked, "Create repository")
    await heading(page, "titanic")
    await pages.picture("repository-empty")
    await follow(page, "Train the first version")
    await heading(page, "New version")
    await page.getByRole("heading", { name: "No data yet" }).waitFor()
    await press(page, "Add data")
    const adding = dialog(page, "Add data")
    const buffer = Buffer.from(titanicTable(600))
    await adding.getByLabel("File of rows").setInputFiles({ name: "titanic.csv", mimeType: "text/csv", buffer })
    expect(await adding.getByLabel("Name of the dataset").inputValue()).toBe("titanic")
    await pages.picture("add-data")
    await press(adding, "Add")
    await page.getByLabel("What is to be predicted").selectOption("survived")
    await pages.picture("new-version")
    await press(page, "Make a config")
    await heading(page, "Draft")
    await expect.poll(() => page.getByLabel("Role of survived").inputValue()).toBe("output")
    expect(await editor(page).textContent()).toContain("name: survived")
    await page.getByText("no problems").waitFor()
    await pages.picture("draft")
    expect(pages.complaints()).toEqual([])
  })

  it("trains it, and sees it through all stages to its metrics without loading the page again", async () => {
    await page.getByLabel("Description").fill("All columns, a small network")
    await typeAtEnd(page, "trainer:\n  epochs: 15")
    await train(page, "titanic@1")
    await pages.picture("version-under-way")
    await status(page, "ready")
    const stages = page.getByRole("list", { name: "Stages" })
    expect(await stages.getByRole("listitem").allTextContents()).toHaveLength(5)
    await page
      .getByRole("region", { name: "Metrics" })
      .getByRole("rowheader", { name: "roc auc", exact: true })
      .waitFor()
    await pages.picture("version")
    expect(pages.complaints()).toEqual([])
  })

  it("shows the version's curves, statistics, config, data, log and files, and predicts", async () => {
    for (const name of ["Learning curves", "Statistics", "Config", "Data", "Log"]) {
      await part(page, "Parts of version 1", name)
      await pages.picture(`version-${name.toLowerCase().replaceAll(" ", "-")}`)
    }
    await page.getByRole("log").getByRole("listitem").first().waitFor()
    await part(page, "Parts of version 1", "Try")
    await page.getByLabel("age", { exact: true }).fill("7")
    await press(page, "Predict")
    await page.getByRole("region", { name: "survived" }).waitFor()
    await pages.picture("version-try")
    await part(page, "Parts of version 1", "Artifacts")
    const downloading = page.waitForEvent("download")
    await follow(page, /^Download .*model\.onnx$/)
    const download = await downloading
    const found = createHash("sha256")
      .update(readFileSync(await download.path()))
      .digest("hex")
    expect(download.suggestedFilename()).toBe("model.onnx")
    expect(download.url()).toContain(found)
    await pages.picture("version-artifacts")
    expect(pages.complaints()).toEqual([])
  })

  it("edits the config by form and by text, is told of a mistake at its line, and trains again", async () => {
    await press(page, "Edit and train")
    await heading(page, "Draft")
    await follow(page, "Edited from titanic@1")
    await page.goBack()
    await heading(page, "Draft")
    await page.getByLabel("Description").fill("Longer, and without the fare")
    await page.getByLabel("Role of fare").selectOption("excluded")
    await page.getByLabel("Type of pclass").selectOption("category")
    await replaceInConfig(page, "epochs: 15", "epochs: many")
    const problem = page.getByRole("listitem").filter({ hasText: /^line \d+/ })
    await problem.first().waitFor()
    const line = Number(/\d+/.exec((await problem.first().textContent()) ?? "")?.[0])
    const lines = (await configText(page)).split("\n")
    expect(lines[line - 1]).toContain("many")
    await pages.picture("draft-problem")
    await press(page, "Train")
    await dialog(page, "Train this draft").getByText("The config has 1 problem.").waitFor()
    expect(await dialog(page, "Train this draft").getByRole("button", { name: "Train" }).isDisabled()).toBe(true)
    await page.keyboard.press("Escape")
    await replaceInConfig(page, "epochs: many", "epochs: 30")
    await train(page, "titanic@2")
    await status(page, "ready")
    expect(pages.complaints()).toEqual([])
  })

  it("trains trees from the first version, chosen by the form alone", async () => {
    await follow(page, "titanic")
    await follow(page, "New version")
    await page.getByLabel("Version", { exact: true }).selectOption("1")
    await press(page, "Edit #1")
    await heading(page, "Draft")
    await page.getByLabel("Description").fill("Trees instead of a network")
    await page.getByRole("combobox", { name: "Type of model" }).selectOption("gbm")
    await page
      .getByRole("listitem")
      .filter({ hasText: /^line \d+.*epochs/ })
      .waitFor()
    await replaceInConfig(page, "epochs: 15", "num_boost_round: 40")
    await train(page, "titanic@3")
    await status(page, "ready")
    await part(page, "Parts of version 3", "Statistics")
    await page.getByRole("heading", { name: "Feature importance" }).waitFor()
    await pages.picture("version-trees")
    expect(pages.complaints()).toEqual([])
  })

  it("shows in what two versions differ, as places, metrics, texts and data", async () => {
    await page.goBack()
    await follow(page, "titanic")
    await page.getByLabel("Choose version 1").check()
    await page.getByLabel("Choose version 2").check()
    await pages.picture("repository")
    await follow(page, "Diff")
    await heading(page, "Difference")
    const changes = page.getByRole("region", { name: "Changes of the config" })
    const epochs = changes.getByRole("row", { name: "trainer.epochs" })
    await epochs.waitFor()
    expect(await epochs.getByRole("cell").allTextContents()).toEqual(["changed", "15", "30"])
    await changes.getByRole("row", { name: /fare/ }).first().waitFor()
    await pages.picture("diff")
    for (const name of ["Metrics", "Config side by side", "Data"]) {
      await part(page, "Parts of the difference", name)
      await pages.picture(`diff-${name.toLowerCase().replaceAll(" ", "-")}`)
    }
    await page.getByText("Both learned from the same file, byte for byte.").waitFor()
    expect(pages.complaints()).toEqual([])
  })

  it("compares all three", async () => {
    await follow(page, "Compare curves")
    await heading(page, "Compare")
    await page.getByLabel("Add a version").fill("titanic@3")
    await press(page, "Add")
    const metrics = page.getByRole("region", { name: /^Metrics, / })
    await metrics.getByRole("columnheader", { name: "titanic@3" }).waitFor()
    expect(await metrics.getByText("best:").count()).toBeGreaterThan(3)
    await page.getByRole("figure").first().waitFor()
    await pages.picture("compare")
    expect(pages.complaints()).toEqual([])
  })

  it("forks a version into a repository of its own", async () => {
    await follow(page, "titanic@2")
    await heading(page, "titanic@2")
    await press(page, "Fork")
    const asked = dialog(page, "Fork titanic@2")
    await asked.getByLabel("Name of the new repository").fill("titanic-families")
    await asked.getByLabel("Description").fill("Only passengers with relatives on board")
    await pages.picture("fork")
    await press(asked, "Fork")
    await heading(page, "titanic-families@1")
    await page.getByText("forked", { exact: true }).waitFor()
    await pages.picture("forked")
    expect(pages.complaints()).toEqual([])
  })

  it("watches a long training live, and cancels it", async () => {
    await press(page, "Edit and train")
    await heading(page, "Draft")
    await page.getByLabel("Description").fill("Very long, to see what happens")
    await replaceInConfig(page, "epochs: 30", "epochs: 100000\n  early_stop: -1")
    await train(page, "titanic-families@2")
    await part(page, "Parts of version 2", "Learning curves")
    await page.getByRole("progressbar", { name: "Training" }).waitFor()
    const figure = page.getByRole("figure").first()
    await figure.getByText("Figures as a table").click()
    const rows = figure.getByRole("row")
    await expect.poll(() => rows.count(), { timeout: 60_000 }).toBeGreaterThan(2)
    const before = await rows.count()
    await expect.poll(() => rows.count(), { timeout: 60_000 }).toBeGreaterThan(before)
    await pages.picture("curves-live")
    await follow(page.getByRole("navigation", { name: "Main" }), "Jobs")
    await heading(page, "Jobs")
    await page.getByRole("progressbar", { name: "Training of titanic-families@2" }).waitFor()
    await pages.picture("jobs")
    await follow(page, "titanic-families@2")
    await press(page, "Cancel training")
    await status(page, "cancelled")
    await pages.picture("version-cancelled")
    await follow(page.getByRole("navigation", { name: "Main" }), "Jobs")
    const job = page.getByRole("region", { name: "Trainings" }).getByRole("row", { name: /^titanic-families@2/ })
    await job.getByText("cancelled").waitFor()
    expect(pages.complaints()).toEqual([])
  })

  it("gives a version a name, and is refused where somebody else was quicker", async () => {
    await follow(page.getByRole("navigation", { name: "Main" }), "Models")
    await follow(page.getByRole("rowheader"), "titanic")
    await follow(page, "Version 1")
    await press(page, "More actions")
    await press(page, "Set an alias")
    await dialog(page, "Set an alias").getByLabel("Alias").fill("production")
    await press(dialog(page, "Set an alias"), "Set alias")
    await page.getByText("production is version 1 of titanic now.").waitFor()
    await follow(page, "titanic")
    await part(page, "Parts of titanic", "Aliases")
    await press(page, "Move")
    const move = dialog(page, "Move production")
    await move.getByLabel("Version").selectOption("2")
    const params = { repository: "titanic", alias: "production" }
    await pages.hub.client("editor").moveAlias({ params, body: { version: 3, expected: 1 } })
    await press(move, "Move alias")
    await move.getByRole("alert").getByText('The alias "production" names titanic@3; titanic@1 was expected.').waitFor()
    await pages.picture("alias-refused")
    await press(move, "Close")
    await page.getByRole("link", { name: "version 3" }).waitFor()
    await press(page, "Move")
    await move.getByLabel("Version").selectOption("2")
    await press(move, "Move alias")
    await page.getByRole("link", { name: "version 2" }).waitFor()
    await pages.picture("aliases")
    expect(pages.complaints(/status of 409/)).toEqual([])
  })

  it("adds a member and a token, whose secret is shown once, and finds all of it in the audit log", async () => {
    await follow(page.getByRole("navigation", { name: "Main" }), "Settings")
    await press(page, "New token")
    const asked = dialog(page, "New token")
    await asked.getByLabel("Name").fill("nightly pipeline")
    await asked.getByLabel("What it may do").selectOption("editor")
    await press(asked, "Make token")
    const shown = dialog(page, "The new token")
    const secret = (await shown.getByRole("region", { name: "token", exact: true }).textContent()) ?? ""
    expect(secret).toMatch(/^fid_/)
    await pages.picture("token-secret")
    await press(shown, "Done")
    await page.getByRole("rowheader", { name: /^nightly pipeline/ }).waitFor()
    expect(await page.content()).not.toContain(secret)
    await pages.picture("tokens")
    await part(page, "Settings", "Members")
    await press(page, "Add somebody")
    const adding = dialog(page, "Add somebody")
    await adding.getByLabel("Name").fill("Grace Hopper")
    await adding.getByLabel("Email").fill("grace@example.org")
    await pages.picture("new-member")
    await press(adding, "Add")
    const link = dialog(page, "Sign-in link")
    await link.getByText(/\/sign-in#/).waitFor()
    await press(link, "Done")
    await page.getByRole("rowheader", { name: "Grace Hopper" }).waitFor()
    await pages.picture("members")
    await part(page, "Settings", "Audit log")
    for (const action of ["member.create", "token.create", "alias.move"])
      await page.getByRole("rowheader", { name: action }).first().waitFor()
    expect(await page.content()).not.toContain(secret)
    await pages.picture("audit")
    expect(pages.complaints()).toEqual([])
  })

  it("asked nobody but the hub for anything", () => {
    expect(pages.strangers()).toEqual([])
    expect(pages.hub.faults).toEqual([])
  })
})
