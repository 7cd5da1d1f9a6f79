import { createHash } from "node:crypto"
import type { InputColumn, ModelSignature } from "@fidelio/core"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { contentSecurityPolicy, formPage, type FormPageOptions } from "./form-page.ts"

const input = (name: string, rest: Partial<InputColumn> = {}): InputColumn => ({
  name,
  column: name,
  type: "category",
  dtype: "string",
  isRequired: false,
  isLowercase: false,
  isClosed: false,
  example: rest.labels?.[0] ?? "",
  ...rest,
})

const number = (name: string, rest: Partial<InputColumn> = {}): InputColumn =>
  input(name, { type: "number", dtype: "float32", range: { min: 0, max: 10 }, example: 4, ...rest })

const signatureOf = (inputs: readonly InputColumn[], labels: readonly string[] = ["no", "yes"]): ModelSignature => ({
  inputs,
  outputs: [
    { name: "y_predictions", feature: "y", type: "category", role: "predictions", dtype: "string", shape: [], labels },
  ],
})

const pageOf = (inputs: readonly InputColumn[], options: Partial<FormPageOptions> = {}): string =>
  formPage({ title: "Model", signature: signatureOf(inputs), predict: "server", ...options })

const count = (text: string, part: RegExp): number => text.match(new RegExp(part, "g"))?.length ?? 0

/** What the page's script reads. */
function dataOf(page: string): ModelSignature {
  const [, json = ""] = /<script type="application\/json" id="model">(.*?)<\/script>/s.exec(page) ?? []
  return JSON.parse(json) as ModelSignature // as it was written
}

describe("fields", () => {
  test("a number: its range as a hint, a slider, the example", () => {
    const page = pageOf([number("Age", { range: { min: 0.42, max: 80 }, example: 28.25 })])
    expect(page).toContain('<label for="input-0">Age</label><span class="hint" id="input-0-hint">0.42 to 80</span>')
    expect(page).toMatch(
      /<input id="input-0" name="input-0" type="number" step="any" [^>]*placeholder="missing" value="28.25">/,
    )
    expect(page).toMatch(/<input type="range" data-for="input-0" min="0" max="80" step="0.5" value="28.25"/)
  })

  test("labels: few as buttons, some as a list, many as a list to search", () => {
    const named = (size: number): readonly string[] => Array.from({ length: size }, (_, i) => `label ${i}`)
    const page = pageOf([
      input("few", { labels: ["no", "yes"], example: "yes" }),
      input("some", { labels: named(5), example: "label 3" }),
      input("many", { labels: named(500), example: "label 7" }),
    ])
    expect(page).toContain("<legend>few</legend>")
    expect(page).toContain('name="input-0" value="yes" checked>')
    expect(page).toContain('name="input-0" value="">')
    expect(page).toContain('<option value="label 3" selected>')
    expect(page).toContain('<option value="">– missing –</option>')
    expect(page).toMatch(/<input id="input-2" [^>]*list="input-2-labels"[^>]*value="label 7">/)
    expect(page).toContain("500 labels")
  })

  test("what is required cannot be left out", () => {
    const page = pageOf([
      number("a", { isRequired: true }),
      input("b", { isRequired: true, labels: ["no", "yes"] }),
      input("c", { isRequired: true, labels: ["p", "q", "r", "s"] }),
    ])
    expect(page).not.toContain("missing")
    expect(count(page, /required/)).toBeGreaterThanOrEqual(3)
  })

  test("a text without known labels is typed", () => {
    expect(pageOf([input("note", { example: "so" })])).toMatch(
      /<input id="input-0" name="input-0" type="text" [^>]*value="so">/,
    )
  })

  test("a column that is read in two ways is one field", () => {
    const page = pageOf([number("a"), input("a (text)", { column: "a", labels: ["p", "q"] })])
    expect(count(page, /class="field"/)).toBe(1)
    expect(page).toContain("<legend>a</legend>")
    expect(page).toContain("from one column")
  })

  test("a truth value starts at its label", () => {
    const page = pageOf([input("b", { labels: ["False", "True"], example: true })])
    expect(page).toContain('value="True" checked>')
    expect(page).not.toContain('value="False" checked>')
  })
})

describe("safety", () => {
  const nasty = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "</script><script>alert(1)</script>",
      "<!--<script>",
      '"><img src=x onerror=alert(1)>',
      "'",
      "&amp;",
      "\u2028",
    ),
  )

  test("no text is taken for markup", () => {
    const inputsOf = (name: string, label: string): readonly InputColumn[] => [
      input(name, { labels: ["1", "2", "3", "4", label], example: label }),
      input(`${name} too`, { example: label }),
    ]
    const tags = (page: string): number => count(page, /<[a-z!/]/i)
    const plain = tags(pageOf(inputsOf("a", "b")))
    fc.assert(
      fc.property(nasty, nasty, nasty, (name, label, title) => {
        const inputs = inputsOf(name, label)
        const signature = signatureOf(inputs, [label])
        const page = pageOf(inputs, { title, signature })
        expect(dataOf(page)).toMatchObject(JSON.parse(JSON.stringify(signature)))
        expect(tags(page)).toBe(plain)
      }),
    )
  })

  test("links are text and address", () => {
    const page = pageOf([number("a")], { links: [{ text: "<API>", href: './?model="x"&y' }] })
    expect(page).toContain('<a href="./?model=&quot;x&quot;&amp;y">&lt;API&gt;</a>')
  })

  test("nothing is fetched from elsewhere", () => {
    const page = pageOf([number("a"), input("b", { labels: ["x"] })])
    expect(page).not.toMatch(/https?:\/\//)
    expect(page).not.toMatch(/ src=| style=| on[a-z]+="/)
  })

  test("the policy allows this script and this style", () => {
    const page = pageOf([number("a")])
    const hash = (text = ""): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`
    const [, script] = /<script type="module">(.*?)<\/script>/s.exec(page) ?? []
    const [, style] = /<style>(.*?)<\/style>/s.exec(page) ?? []
    const policy = contentSecurityPolicy("server")
    expect(policy).toContain(`script-src ${hash(script)};`)
    expect(policy).toContain(`style-src ${hash(style)};`)
    expect(page).not.toContain("Content-Security-Policy")
    expect(pageOf([number("a")], { predict: "browser" })).toContain("&#39;wasm-unsafe-eval&#39;")
  })
})
