// What the form page does: reads the row, asks for its prediction as one types, and shows it.

/**
 * @import { InputColumn, OutputColumn } from "@fidelio/core"
 * @typedef {Readonly<Record<string, unknown>>} Row
 * @typedef {{ readonly inputs: readonly InputColumn[], readonly outputs: readonly OutputColumn[], readonly predict: "server" | "browser", readonly predictUrl: string }} PageModel
 */

/** Pauses of typing, in milliseconds: a server is asked less often than the page itself. */
const pauses = { server: 120, browser: 30 }
/** Classes that are shown of each output. */
const shownClasses = 10

/** @param {string} id @returns {any} */
const element = (id) => document.getElementById(id)

/** @type {PageModel} */
const model = JSON.parse(element("model").textContent)
const { inputs, outputs } = model
/** @type {HTMLFormElement} */
const form = element("inputs")
/** @type {HTMLElement} */
const status = element("status")
const results = /** @type {HTMLElement} */ (status.parentElement)
const known = inputs.map(({ labels }) => (labels === undefined ? undefined : new Set(labels)))

// The row

/** What the fields hold, and what is wrong with them. */
function readForm() {
  const values = new FormData(form)
  /** @type {Record<string, unknown>} */
  const row = {}
  let problems = 0
  for (const [index, column] of inputs.entries()) {
    const text = /** @type {string} */ (values.get(`input-${index}`) ?? "") // no field takes files
    const isNumber = column.dtype === "float32" && column.labels === undefined
    Object.defineProperty(row, column.column, {
      value: text === "" ? null : isNumber ? Number(text) : text,
      enumerable: true,
    }) // also "__proto__"
    const problem = problemOf(index, text)
    if (problem !== "") problems += 1
    tell(index, problem === "" ? noteOf(index, text) : problem, problem !== "")
  }
  return { row, problems }
}

/** @param {number} index @param {string} text */
function problemOf(index, text) {
  const field = form.elements.namedItem(`input-${index}`)
  if (field instanceof HTMLInputElement && field.validity.badInput) return "This is not a number."
  return text === "" && inputs[index]?.isRequired ? "This model needs a value here." : ""
}

/** What one should know of a value that is no mistake. @param {number} index @param {string} text */
function noteOf(index, text) {
  const { range, labels, isLowercase } = /** @type {InputColumn} */ (inputs[index])
  if (text === "") return ""
  if (labels !== undefined) {
    const label = isLowercase ? text.trim().toLowerCase() : text.trim()
    return known[index]?.has(label) ? "" : "Not seen in training."
  }
  const isOutside = range !== undefined && (Number(text) < range.min || Number(text) > range.max)
  return isOutside ? "Outside of what was seen in training." : ""
}

/** @param {number} index @param {string} text @param {boolean} isProblem */
function tell(index, text, isProblem) {
  const place = element(`input-${index}-problem`)
  if (place.textContent !== text) place.textContent = text
  place.classList.toggle("quiet", !isProblem)
  const field = form.elements.namedItem(`input-${index}`)
  if (field instanceof HTMLElement) field.setAttribute("aria-invalid", String(isProblem))
}

// Predicting

/** @type {AbortController | undefined} */
let asking

/** @param {Row} row @param {AbortSignal} signal @returns {Promise<Row>} */
async function askServer(row, signal) {
  const headers = { "content-type": "application/json" }
  const response = await fetch(model.predictUrl, { method: "POST", headers, body: JSON.stringify(row), signal })
  const isJson = response.headers.get("content-type")?.includes("json") ?? false
  if (response.ok && isJson) return response.json()
  const said = isJson ? complaint(await response.json()) : (await response.text()).slice(0, 500)
  throw new Error(said === "" ? `The server answered with status ${response.status}.` : said)
}

/** An error of the server: its sentence and what to do about it; said at the fields too that it names. @param {any} answer */
function complaint({ error, hint, problems = [] }) {
  for (const { field, message } of problems) {
    const index = inputs.findIndex(({ column }) => column === field)
    if (index >= 0) tell(index, message, true)
  }
  return [error, hint].filter((line) => typeof line === "string").join("\n")
}

/** The loader beside the page; a page opened as a file may read nothing but scripts, so one script carries all files. */
async function loadModel() {
  const address = "./model.js"
  if (location.protocol !== "file:") return (await import(address)).loadModel()
  const script = document.createElement("script")
  script.src = "offline.js"
  await new Promise((resolve, reject) => {
    script.addEventListener("load", resolve)
    script.addEventListener("error", () => reject(new Error("The file offline.js must lie beside this page.")))
    document.head.append(script)
  })
  return /** @type {any} */ (globalThis).fidelioOffline()
}

/** @type {Promise<{ predict(rows: readonly Row[]): Promise<readonly Row[]> }> | undefined} */
let loaded

/** @param {Row} row @returns {Promise<Row>} */
async function predictHere(row) {
  loaded ??= loadModel()
  const [answer] = await (await loaded).predict([row])
  return /** @type {Row} */ (answer)
}

async function update() {
  const { row, problems } = readForm()
  element("snippet").textContent = snippetOf(row)
  asking?.abort()
  const controller = new AbortController()
  asking = controller
  if (problems > 0) return
  try {
    const answer = await (model.predict === "server" ? askServer(row, controller.signal) : predictHere(row))
    if (asking === controller) show(answer)
  } catch (error) {
    if (asking === controller) say(error instanceof Error ? error.message : String(error), true)
  }
}

// The answer

/** @param {string} feature @param {OutputColumn["role"]} role */
const outputOf = (feature, role) => outputs.find((output) => output.feature === feature && output.role === role)

/** @param {Row} answer */
function show(answer) {
  const features = [...new Set(outputs.map(({ feature }) => feature))]
  const predicted = features.map(
    (feature) => `${feature}: ${written(answer[outputOf(feature, "predictions")?.name ?? ""])}`,
  )
  say(predicted.join("\n"), false)
  element("outputs").replaceChildren(...features.map((feature) => outputCard(feature, answer)))
}

/** For the eye if something is wrong, else for those who hear the page. @param {string} text @param {boolean} isProblem */
function say(text, isProblem) {
  if (status.textContent !== text) status.textContent = text
  status.className = isProblem ? "problem" : "unseen"
  results.classList.toggle("stale", isProblem)
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, string>>} attributes
 * @param {readonly (Node | string)[]} children
 */
function build(name, attributes = {}, children = []) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/** @param {string} feature @param {Row} answer */
function outputCard(feature, answer) {
  const [prediction, probabilities, probability] = /** @type {const} */ ([
    "predictions",
    "probabilities",
    "probability",
  ]).map((role) => outputOf(feature, role))
  const value = prediction === undefined ? undefined : answer[prediction.name]
  const certainty = probability === undefined ? undefined : answer[probability.name]
  const label = probabilities?.labels?.find((known) => isLabel(known, value)) ?? written(value)
  const headline = build("p", { class: "predicted", title: String(value) }, [number(value, label)])
  if (typeof certainty === "number") headline.append(" ", build("small", {}, [number(certainty, percent(certainty))]))
  const card = build("article", { class: "output" }, [build("h2", {}, [feature]), headline])
  const shares = probabilities === undefined ? undefined : answer[probabilities.name]
  if (Array.isArray(shares)) card.append(...bars(probabilities?.labels ?? [], shares, label))
  return card
}

/** Truth values are labels of any case. @param {string} label @param {unknown} value */
const isLabel = (label, value) => String(value) === (typeof value === "boolean" ? label.toLowerCase() : label)

/** @param {readonly string[]} labels @param {readonly number[]} shares @param {string} chosen */
function bars(labels, shares, chosen) {
  const classes = shares.map((share, place) => ({ share, label: labels[place] ?? String(place) }))
  classes.sort((one, other) => other.share - one.share)
  const items = classes.slice(0, shownClasses).map(({ share, label }) => {
    const item = build("li", label === chosen ? { class: "chosen" } : {}, [
      build("span", {}, [label]),
      number(share, percent(share)),
    ])
    item.style.setProperty("--share", `${Math.max(0, Math.min(1, share)) * 100}%`)
    return item
  })
  const rest = classes.slice(shownClasses)
  const together = rest.reduce((sum, { share }) => sum + share, 0)
  const note = build("p", { class: "rest" }, [`${rest.length} more, together ${percent(together)}`])
  return [build("ol", {}, items), ...(rest.length === 0 ? [] : [note])]
}

/** A number for people, with the number as it is for machines. @param {unknown} value @param {string} text */
const number = (value, text) => (typeof value === "number" ? build("data", { value: String(value) }, [text]) : text)

/** @param {unknown} value */
function written(value) {
  if (typeof value === "number") return new Intl.NumberFormat("en", { maximumSignificantDigits: 6 }).format(value)
  return typeof value === "string" ? value : JSON.stringify(value)
}

/** @param {number} share */
function percent(share) {
  if (share > 0 && share < 0.001) return "< 0.1 %"
  if (share < 1 && share > 0.999) return "> 99.9 %"
  return `${(share * 100).toFixed(1)} %`
}

// The same elsewhere

/** @param {Row} row */
function snippetOf(row) {
  const json = JSON.stringify(row, undefined, 2)
  if (model.predict === "browser") {
    const lines = ['import { loadModel } from "./model.js"', "", "const model = await loadModel()"]
    return [...lines, `const [prediction] = await model.predict([${json}])`].join("\n")
  }
  const address = new URL(model.predictUrl, location.href).href
  const quote = (/** @type {string} */ text) => `'${text.replaceAll("'", String.raw`'\''`)}'`
  const lines = [`curl -s ${quote(address)}`, "  -H 'content-type: application/json'", `  -d ${quote(json)}`]
  return lines.join(" \\\n")
}

/** Where a page may not write to the clipboard, the text is marked to be copied by hand. */
async function copy() {
  const range = document.createRange()
  range.selectNodeContents(element("snippet"))
  const selection = getSelection()
  selection?.removeAllRanges()
  selection?.addRange(range)
  try {
    await navigator.clipboard.writeText(element("snippet").textContent)
    element("copy").textContent = "Copied"
  } catch {
    element("copy").textContent = "Marked: press Ctrl+C"
  }
  setTimeout(() => (element("copy").textContent = "Copy"), 2000)
}

// Events

/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause
const updateSoon = () => {
  clearTimeout(pause)
  pause = setTimeout(() => void update(), pauses[model.predict])
}

form.addEventListener("input", (event) => {
  const moved = /** @type {HTMLInputElement} */ (event.target)
  if (moved.id === "find") return find(moved.value)
  const [field, slider] =
    moved.type === "range" ? [element(moved.dataset["for"] ?? ""), moved] : [moved, sliderOf(moved)]
  if (moved === slider) field.value = slider.value
  else if (slider !== null && field.value !== "") slider.value = field.value
  updateSoon()
})

/** @param {HTMLElement} field @returns {HTMLInputElement | null} */
const sliderOf = (field) => form.querySelector(`input[data-for="${field.id}"]`)

/** @param {string} text */
function find(text) {
  for (const [index, field] of [...form.querySelectorAll(".field")].entries())
    /** @type {HTMLElement} */ (field).hidden = !inputs[index]?.column.toLowerCase().includes(text.trim().toLowerCase())
}

form.addEventListener("submit", (event) => event.preventDefault())
form.addEventListener("reset", () => setTimeout(() => (find(""), void update()))) // once the fields have their values back
element("clear").addEventListener("click", () => {
  for (const [index, { isRequired }] of inputs.entries())
    if (!isRequired) /** @type {HTMLInputElement} */ (form.elements.namedItem(`input-${index}`)).value = ""
  void update()
})
element("copy").addEventListener("click", () => void copy())
void update()

export {} // a module: its names are its own
