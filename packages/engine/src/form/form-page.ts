// A model's form page: one HTML document that asks for a row, predicts as one types, and needs nothing from elsewhere.
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import type { ModelSignature } from "@fidelio/core"
import { formColumns } from "./columns.ts"
import { formFields } from "./fields.ts"
import { escapeHtml, jsonForScript } from "./html.ts"
import { formStyle } from "./style.ts"

/** Who predicts: a server that the page posts the row to, or the page itself, by the files beside it. */
export type Predictor = "server" | "browser"

export interface FormLink {
  readonly text: string
  readonly href: string
}

export interface FormPageOptions {
  /** What the page is headed. */
  readonly title: string
  readonly signature: ModelSignature
  readonly predict: Predictor
  /** Where a server takes `{column: value}` and answers `{output: value}`; relative to the page. Default: `predict`. */
  readonly predictUrl?: string | undefined
  /** Shown at the top: other models, the documentation of the API. */
  readonly links?: readonly FormLink[] | undefined
}

/** The page; the server sends `contentSecurityPolicy` with it. */
export function formPage(options: FormPageOptions): string {
  const { title, signature, predict, predictUrl = "predict", links = [] } = options
  const inputs = formColumns(signature)
  const policy = predict === "browser" ? policyTag() : ""
  const data = { inputs, outputs: signature.outputs, predict, predictUrl }
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">${policy}
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">
<style>${formStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(introduction(signature, predict))}</p>
${linkList(links)}</header>
<main>
${formFields(inputs)}
<div class="answer">
<section class="results" aria-label="Prediction">
<p id="status" role="status">Loading …</p>
<div id="outputs"></div>
</section>
<details class="snippet">
<summary>${predict === "server" ? "The same from a shell" : "The same in JavaScript"}</summary>
<pre id="snippet" tabindex="0"></pre>
<button type="button" id="copy">Copy</button>
</details>
</div>
</main>
<noscript>This page needs JavaScript to predict.</noscript>
<script type="application/json" id="model">${jsonForScript(data)}</script>
<script type="module">${pageScript()}</script>
</body>
</html>
`
}

/**
 * The value of the `Content-Security-Policy` header for the page: its own script and style, and its own origin to ask.
 * It is the same for every model, because what differs is data.
 */
export function contentSecurityPolicy(predict: Predictor): string {
  const own = predict === "server" ? [] : ["'self'", "blob:", "'wasm-unsafe-eval'"]
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`
  return [
    "default-src 'none'",
    ["script-src", hash(pageScript()), ...own].join(" "),
    `style-src ${hash(formStyle)}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ")
}

const policyTag = (): string =>
  `\n<meta http-equiv="Content-Security-Policy" content="${escapeHtml(contentSecurityPolicy("browser"))}">`

const pageScript = (): string => readFileSync(new URL("./browser/page.js", import.meta.url), "utf8")

/** "price and size": what a model predicts, in words. */
export const predictedFeatures = ({ outputs }: ModelSignature): string =>
  new Intl.ListFormat("en").format(new Set(outputs.map(({ feature }) => feature)))

function introduction(signature: ModelSignature, predict: Predictor): string {
  const { length } = formColumns(signature)
  const columns = length === 1 ? "one column" : `${length} columns`
  return predict === "browser"
    ? `From ${columns}. It runs in this browser: what you enter stays here.`
    : `Predicts ${predictedFeatures(signature)} from ${columns}.`
}

const linkList = (links: readonly FormLink[]): string =>
  links.length === 0
    ? ""
    : `<nav>${links.map(({ text, href }) => `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`).join(" ")}</nav>\n`

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><g fill="#0d7a6f">' +
  '<rect x="1" y="9" width="3" height="6" rx="1"/><rect x="6.5" y="5" width="3" height="10" rx="1"/>' +
  '<rect x="12" y="1" width="3" height="14" rx="1"/></g></svg>'
