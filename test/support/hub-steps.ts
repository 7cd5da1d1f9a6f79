// Steps of somebody who works with the hub's pages, by what is written and read out there alone.
import type { Locator, Page } from "playwright-core"

export const press = (place: Page | Locator, name: string | RegExp): Promise<void> =>
  place.getByRole("button", { name, exact: true }).first().click()

export const follow = (place: Page | Locator, name: string | RegExp): Promise<void> =>
  place.getByRole("link", { name, exact: true }).first().click()

export const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole("heading", { level: 1, name, exact: true }).waitFor()

/** Goes to a part of the page by its tab. */
export const part = (page: Page, tabs: string | RegExp, name: string): Promise<void> =>
  page.getByRole("navigation", { name: tabs }).getByRole("link", { name }).click()

export const dialog = (page: Page, name: string | RegExp): Locator => page.getByRole("dialog", { name })

export const editor = (page: Page): Locator => page.getByRole("textbox", { name: "Config, YAML" })

/** Writes at the end of the config, as typed text. */
export async function typeAtEnd(page: Page, text: string): Promise<void> {
  await editor(page).click()
  await page.keyboard.press("Control+End")
  for (const line of text.split("\n")) {
    await page.keyboard.insertText(line)
    await page.keyboard.press("Escape") // what is offered for completion
    await page.keyboard.press("Enter")
    await page.keyboard.press("Home")
  }
}

/** Replaces one text of the config by another. */
export async function replaceInConfig(page: Page, before: string | RegExp, after: string): Promise<void> {
  const text = await configText(page)
  await editor(page).fill(text.replace(before, after))
}

export async function configText(page: Page): Promise<string> {
  const lines = await editor(page).locator(".cm-line").allTextContents()
  return lines.join("\n")
}

/** Trains the draft that is shown; the page of the version comes. */
export async function train(page: Page, version: string): Promise<void> {
  await page.getByText("no problems").waitFor()
  await press(page, "Train")
  await press(dialog(page, "Train this draft"), "Train")
  await heading(page, version)
}

export const status = (page: Page, name: string): Promise<void> =>
  page.getByRole("main").getByText(name, { exact: true }).first().waitFor()
