// Takes docs/images/hub-*.png: pages of a hub in which three people have trained, in Chromium.
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createHubClient, type HubClient } from "../packages/client/src/index.ts"
import { startHub } from "../packages/hub/src/index.ts"
import { openChromium } from "../test/support/chromium.ts"
import { fillHub } from "../test/support/hub-example.ts"
import { buildPages, settle } from "../test/support/hub-pages.ts"
import { root } from "../test/support/sources.ts"
import { smallPng } from "./small-png.ts"

/** A client with a token that was made by way of a sign-in link. */
async function signIn(url: string, link: string): Promise<HubClient> {
  const secret = new URL(link).hash.slice(1)
  const json = { "content-type": "application/json" }
  const signedIn = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ secret }),
  })
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";", 1)[0] ?? ""
  const { csrf_token, role } = (await signedIn.json()) as { csrf_token: string; role: string }
  const made = await fetch(`${url}/api/v1/tokens`, {
    method: "POST",
    headers: { ...json, cookie, "x-csrf-token": csrf_token },
    body: JSON.stringify({ name: "pictures", role }),
  })
  const { secret: token } = (await made.json()) as { secret: string }
  return createHubClient({ url, token })
}

interface Picture {
  readonly name: string
  readonly path: string
  readonly size: { readonly width: number; readonly height: number }
}

const pictures: readonly Picture[] = [
  { name: "hub-lineage", path: "/repositories/titanic/lineage", size: { width: 1280, height: 620 } },
  { name: "hub-diff", path: "/diff?from=titanic@3&to=titanic@5", size: { width: 1200, height: 1078 } },
  { name: "hub-version", path: "/repositories/titanic/versions/production/curves", size: { width: 1200, height: 800 } },
]

buildPages()
const folder = mkdtempSync(join(tmpdir(), "fidelio-pictures-"))
const hub = await startHub({ data: folder, port: 0, workers: 1, signInsPerMinute: 100 })
const browser = await openChromium()
try {
  const { url } = hub
  const admin = await signIn(url, (await hub.createAdminLink()).url)
  await admin.updateOrganisation({ body: { name: "Example Lines" } })
  const arrive = async (name: string): Promise<HubClient> => {
    const email = `${name.split(" ")[0]?.toLowerCase() ?? ""}@example.org`
    const { sign_in_link } = await admin.createMember({ body: { name, email, role: "admin" } })
    return await signIn(url, sign_in_link.url)
  }
  await fillHub({ ada: await arrive("Ada Byrne"), ben: await arrive("Ben Okafor"), mei: await arrive("Mei Tanaka") })
  const page = await browser.newPage({ deviceScaleFactor: 2, colorScheme: "light", reducedMotion: "reduce" })
  await page.goto((await hub.createAdminLink()).url)
  await settle(page)
  for (const { name, path, size } of pictures) {
    await page.setViewportSize(size)
    await page.goto(`${url}${path}`)
    await settle(page)
    const file = join(root, `docs/images/${name}.png`)
    writeFileSync(file, smallPng(await page.screenshot()))
    process.stdout.write(`${file} ${statSync(file).size} bytes\n`)
  }
} finally {
  await browser.close()
  await hub.close()
  rmSync(folder, { recursive: true, force: true })
}
