// The pages of a hub with one worker in Chromium, with what they complain of, whom they ask, and how they look.
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmdirSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { openChromium, watch } from "./chromium.ts"
import { startTestHub, type TestHub } from "./hub.ts"
import { filesBelow, root } from "./sources.ts"

/** Generous: other work may be going on beside the test. */
export const patience = 100_000

export interface HubPages extends AsyncDisposable {
  readonly hub: TestHub
  readonly browser: Browser
  readonly context: BrowserContext
  readonly page: Page
  /** Folder of pictures. */
  readonly pictures: string
  /** Waits until the page is whole; takes a picture of it where FIDELIO_TEST_PICTURES names a folder. */
  picture(name: string): Promise<void>
  /** What the pages said in their consoles since this was last asked, but for what was to be expected. */
  complaints(expected?: RegExp): readonly string[]
  /** Addresses that were asked for and are not the hub's. */
  strangers(): readonly string[]
}

/** Scripts that are put into each page before its own. */
export async function openHubPages(scripts: readonly string[] = []): Promise<HubPages> {
  buildPages()
  const hub = await startTestHub({ workers: 1 })
  const browser = await openChromium()
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" })
  context.setDefaultTimeout(patience)
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  for (const content of scripts) await context.addInitScript({ content })
  const page = await context.newPage()
  const watched = watch(page)
  const wanted = process.env["FIDELIO_TEST_PICTURES"]
  const pictures = wanted ?? mkdtempSync(join(tmpdir(), "fidelio-pages-"))
  let told = 0
  let taken = 0
  return {
    hub,
    browser,
    context,
    page,
    pictures,
    async picture(name) {
      await settle(page)
      if (wanted === undefined) return
      const path = join(pictures, `${String(++taken).padStart(2, "0")}-${name}.png`)
      await page.screenshot({ path, fullPage: true })
    },
    complaints(expected) {
      const news = watched.complaints.slice(told)
      told = watched.complaints.length
      return news.filter((text) => expected?.test(text) !== true)
    },
    strangers: () => watched.requests.filter((address) => !isOwn(address, hub.url)),
    async [Symbol.asyncDispose]() {
      await browser.close()
      await hub.close()
    },
  }
}

const isOwn = (address: string, url: string): boolean =>
  address.startsWith(`${url}/`) || /^(?:data|blob):/.test(address)

/** Until nothing on the page is on its way any more. */
export async function settle(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor()
  await page.locator(".skeleton, figure .drawing:empty").first().waitFor({ state: "detached" })
}

const made = ["packages/web/src", "packages/client/src", "packages/core/src/charts"]

/** Where they are missing or older than what they are made from; by one process, while others wait. */
export function buildPages(): void {
  const lock = join(root, "node_modules/.hub-pages-lock")
  while (!isBuilt()) {
    if (isTaken(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
      continue
    }
    try {
      const env = { ...process.env, NODE_ENV: "production" } // tests have another
      execFileSync(process.execPath, ["scripts/prepare.mjs"], { cwd: root, env, stdio: "inherit" })
    } finally {
      rmdirSync(lock)
    }
  }
}

function isBuilt(): boolean {
  const built = join(root, "packages/web/dist/index.html")
  if (!existsSync(built)) return false
  const newest = Math.max(...made.flatMap(filesBelow).map((path) => statSync(join(root, path)).mtimeMs))
  return statSync(built).mtimeMs >= newest
}

/** Else it is ours from here on. What is left of a process that was killed counts for two minutes. */
function isTaken(lock: string): boolean {
  try {
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 120_000) rmdirSync(lock)
    mkdirSync(lock)
    return false
  } catch {
    return true
  }
}
