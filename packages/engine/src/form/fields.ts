// The fields of the form: one a column, with what training knew of it.
import type { InputColumn } from "@fidelio/core"
import { escapeHtml } from "./html.ts"
import { exampleText, formatNumber, slider } from "./number-field.ts"

/** Up to so many labels are buttons side by side, if they are short together. */
const fewLabels = 3
const shortTogether = 28
/** Up to so many labels are a list to choose from; more are a list to search in. */
const manyLabels = 40
/** From so many columns on there is a box to find one. */
const manyColumns = 12

/** What a field is called in the form, and the start of the ids in it. */
const fieldName = (index: number): string => `input-${index}`

export function formFields(inputs: readonly InputColumn[]): string {
  const finder =
    inputs.length < manyColumns
      ? "<h2>Inputs</h2>\n"
      : '<input id="find" type="search" placeholder="Find a column" aria-label="Find a column" autocomplete="off">\n'
  return `<form id="inputs" autocomplete="off" novalidate>
<div class="actions">
${finder}<button type="reset">Reset</button>
<button type="button" id="clear">Clear</button>
</div>
<div class="fields">
${inputs.map(field).join("\n")}
</div>
</form>`
}

function field(column: InputColumn, index: number): string {
  const { labels } = column
  if (labels === undefined) return column.dtype === "float32" ? numberField(column, index) : textField(column, index)
  const isShort = labels.length <= fewLabels && labels.join("").length <= shortTogether
  if (isShort) return buttons(column, index)
  return labels.length <= manyLabels ? choice(column, index) : search(column, index)
}

const wrap = (column: InputColumn, index: number, control: string): string => {
  const name = fieldName(index)
  return `<div class="field">
<label for="${name}">${escapeHtml(column.column)}</label>${hintOf(column, name)}
${control}
<p class="problem" id="${name}-problem"></p>
</div>`
}

const hintOf = (column: InputColumn, name: string): string => {
  const { range, labels = [] } = column
  const known =
    range === undefined
      ? labels.length > manyLabels
        ? `${labels.length} labels`
        : ""
      : `${formatNumber(range.min)} to ${formatNumber(range.max)}`
  const hint = [known, column.isRequired ? "required" : ""].filter((part) => part !== "").join(", ")
  return `<span class="hint" id="${name}-hint">${hint}</span>`
}

const describedBy = (name: string): string => `aria-describedby="${name}-hint ${name}-problem"`

const placeholder = ({ isRequired }: InputColumn): string => (isRequired ? "" : ' placeholder="missing"')

function numberField(column: InputColumn, index: number): string {
  const name = fieldName(index)
  const attributes = `id="${name}" name="${name}" type="number" step="any" ${describedBy(name)}${placeholder(column)}`
  const input = `<input ${attributes} value="${exampleText(column.example)}">`
  return wrap(column, index, `${input}${slider(column, name)}`)
}

function textField(column: InputColumn, index: number): string {
  const name = fieldName(index)
  const value = escapeHtml(String(column.example))
  return wrap(
    column,
    index,
    `<input id="${name}" name="${name}" type="text" ${describedBy(name)}${placeholder(column)} value="${value}">`,
  )
}

function choice(column: InputColumn, index: number): string {
  const name = fieldName(index)
  const options = (column.labels ?? []).map((label) => option(label, isExample(column, label)))
  const missing = column.isRequired ? [] : ['<option value="">– missing –</option>']
  return wrap(
    column,
    index,
    `<select id="${name}" name="${name}" ${describedBy(name)}>${[...options, ...missing].join("")}</select>`,
  )
}

/** Truth values are labels of any case. */
const isExample = ({ example }: InputColumn, label: string): boolean =>
  String(example) === (typeof example === "boolean" ? label.toLowerCase() : label)

const option = (label: string, isChosen: boolean): string =>
  `<option value="${escapeHtml(label)}"${isChosen ? " selected" : ""}>${escapeHtml(label)}</option>`

function search(column: InputColumn, index: number): string {
  const name = fieldName(index)
  const attributes = `id="${name}" name="${name}" type="text" list="${name}-labels" ${describedBy(name)}`
  const value = escapeHtml(String(column.example))
  const list = (column.labels ?? []).map((label) => `<option value="${escapeHtml(label)}"></option>`).join("")
  return wrap(
    column,
    index,
    `<input ${attributes}${placeholder(column)} value="${value}"><datalist id="${name}-labels">${list}</datalist>`,
  )
}

function buttons(column: InputColumn, index: number): string {
  const name = fieldName(index)
  const button = (value: string, text: string, position: number): string => {
    const checked = isExample(column, value) ? " checked" : ""
    const id = `${name}-${position}`
    return `<input type="radio" id="${id}" name="${name}" value="${escapeHtml(value)}"${checked}><label for="${id}">${text}</label>`
  }
  const labels = (column.labels ?? []).map((label, position) => button(label, escapeHtml(label), position))
  const missing = column.isRequired ? [] : [button("", "missing", labels.length)]
  return `<fieldset class="field" ${describedBy(name)}>
<legend>${escapeHtml(column.column)}</legend>${hintOf(column, name)}
<div class="segments">${[...labels, ...missing].join("")}</div>
<p class="problem" id="${name}-problem"></p>
</fieldset>`
}
