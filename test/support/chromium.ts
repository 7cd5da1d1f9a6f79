// Debian's Chromium for tests of pages, with every address that a page asks for written down.
import { existsSync } from "node:fs"
import { chromium, type Browser, type Page } from "playwright-core"

const executablePath = "/usr/bin/chromium"

/** Undefined where Chromium is there, else a sentence for the skipped test. */
export const missingChromium: string | undefined = existsSync(executablePath)
  ? undefined
  : `no Chromium: ${executablePath} is missing (Debian: apt-get install chromium)`

/** A test's own browser; it has no profile and is closed when it is disposed of. */
export const openChromium = (): Promise<Browser> => chromium.launch({ executablePath, args: ["--no-sandbox"] }) // as root, in a container

export interface WatchedPage {
  readonly page: Page
  /** Addresses in the order in which they were asked for. */
  readonly requests: readonly string[]
  /** What went wrong in the page, and what it says in its console. */
  readonly complaints: readonly string[]
}

/** From here on. */
export function watch(page: Page): WatchedPage {
  const requests: string[] = []
  const complaints: string[] = []
  page.on("request", (request) => requests.push(request.url()))
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("console", (message) => complaints.push(message.text()))
  return { page, requests, complaints }
}

export async function openPage(browser: Browser, address: string): Promise<WatchedPage> {
  const watched = watch(await browser.newPage())
  await watched.page.goto(address)
  return watched
}
