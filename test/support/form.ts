// The form page as a person uses it: fills it, and reads what it shows.
import type { Locator, Page } from "playwright-core"

export type Cells = Readonly<Record<string, string | number | boolean | null>>

const fieldOf = (page: Page, column: string): Locator =>
  page.locator(".field").filter({ has: page.getByText(column, { exact: true }) })

const textOf = (value: Cells[string]): string =>
  value === null ? "" : typeof value === "boolean" ? (value ? "True" : "False") : String(value)

/** Puts values into the fields of their columns; null is left out. */
export async function fillForm(page: Page, cells: Cells): Promise<void> {
  for (const [column, value] of Object.entries(cells)) {
    const field = fieldOf(page, column)
    const text = textOf(value)
    if ((await field.locator("select").count()) === 1) await field.locator("select").selectOption(text)
    else if ((await field.locator("[type=radio]").count()) > 0)
      await field
        .locator("label")
        .getByText(text === "" ? "missing" : text, { exact: true })
        .click()
    else await field.locator("input:not([type=range])").fill(text)
  }
}

/** What the form says about the value of a column. */
export const saidOf = (page: Page, column: string): Promise<string | null> =>
  fieldOf(page, column).locator(".problem").textContent()

/** What the page runs reads of an element. */
interface Part {
  readonly textContent: string
  readonly firstElementChild: Part
  querySelector(selector: string): Part
  querySelectorAll(selector: string): Iterable<Part>
  getAttribute(name: string): string
}

/** What the page shows of each output, by the columns that predictions have: numbers as they are. */
export const shownOutputs = (page: Page): Promise<Readonly<Record<string, unknown>>> =>
  page.locator(".output").evaluateAll((cards) =>
    Object.fromEntries(
      (cards as unknown as readonly Part[]).flatMap((card) => {
        const feature = card.querySelector("h2").textContent
        const number = (part: Part): number => Number(part.getAttribute("value"))
        const shares = [...card.querySelectorAll("li")].map((item): [string, unknown] => [
          `${feature}_probabilities_${item.querySelector("span").textContent}`,
          number(item.querySelector("data")),
        ])
        const headline = card.querySelector(".predicted")
        const isNumber = card.querySelector("small") === null
        const value = isNumber ? number(headline.firstElementChild) : headline.getAttribute("title")
        return [[`${feature}_predictions`, value], ...shares]
      }),
    ),
  )
