// What every page of the hub must be: free of barriers in light and dark, and as narrow as a phone.
import axe, { type Result, type RunOptions } from "axe-core"
import type { Page } from "playwright-core"
import { settle } from "./hub-pages.ts"

/** To be put into the pages. */
export const axeSource = axe.source

const phone = { width: 360, height: 740 }

/** One line a fault of the page that is shown. Colours are looked at in both themes, the rest once. */
export async function faultsOf(page: Page, onPhone: () => Promise<void>): Promise<readonly string[]> {
  const desktop = page.viewportSize()!
  await page.emulateMedia({ colorScheme: "light" })
  await settle(page)
  const light = await barriers(page)
  await page.emulateMedia({ colorScheme: "dark" })
  await settle(page)
  await colourChange(page)
  const dark = await barriers(page, ["color-contrast"])
  await page.emulateMedia({ colorScheme: "light" })
  await page.setViewportSize(phone)
  const wide = await tooWide(page)
  await onPhone()
  await page.setViewportSize(desktop)
  return [...light.map((line) => `light: ${line}`), ...dark.map((line) => `dark: ${line}`), ...wide]
}

/** All styles are computed anew, for Chromium may leave some for later; and transitions are short, but there. */
const colourChange = (page: Page): Promise<unknown> =>
  page.evaluate(`(async () => {
    const { style } = document.documentElement
    style.display = "none"
    document.documentElement.offsetHeight
    style.display = ""
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  })()`)

/** By all rules, or by some of them. */
async function barriers(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const options: RunOptions = {
    resultTypes: ["violations"],
    ...(rules !== undefined && { runOnly: { type: "rule", values: [...rules] } }),
  }
  const found = await page.evaluate<readonly Result[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  )
  return found.filter(({ impact }) => impact === "serious" || impact === "critical").map(sayViolation)
}

const sayViolation = ({ id, help, nodes }: Result): string =>
  `${id}: ${help}: ${nodes.map(({ html, any }) => `${html.slice(0, 150)} ${any[0]?.message ?? ""}`).join(" | ")}`

/** What sticks out of a phone's screen; parts that scroll by themselves may be wider inside. */
async function tooWide(page: Page): Promise<readonly string[]> {
  await settle(page)
  const found = await page.evaluate<readonly string[]>(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const out = Array.from(document.querySelectorAll("body *")).filter(
      (part) => part.getBoundingClientRect().right > clientWidth + 1,
    )
    return [scrollWidth + " px wide", ...out.slice(0, 5).map((part) => part.outerHTML.slice(0, 120))]
  })()`)
  return found.length === 0 ? [] : [`${phone.width} px: ${found.join(" | ")}`]
}
