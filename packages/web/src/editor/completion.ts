// Completes configs: keys and values from the JSON Schema, names of columns from the dataset.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete"
import { parseDocument } from "yaml"
import { suggestKeys, suggestValues, type Schema, type Suggestion } from "./schema-walk.ts"
import { yamlPlace, type YamlPlace } from "./yaml-place.ts"

export interface CompletionKnowledge {
  readonly schema: Schema | undefined
  readonly columns: readonly string[]
}

/** A source of completions that asks for what is known each time: it changes while the editor is open. */
export const configCompletion =
  (knowledge: () => CompletionKnowledge) =>
  (context: CompletionContext): CompletionResult | null => {
    const { schema, columns } = knowledge()
    const text = context.state.doc.toString()
    const place = yamlPlace(text, context.pos)
    if (schema === undefined || place === undefined) return null
    if (place.typed === "" && !context.explicit && place.kind === "key") return null
    const options = isColumn(place) ? columns.map(columnCompletion) : optionsOf(schema, text, place)
    return options.length === 0 ? null : { from: context.pos - place.typed.length, options, validFor: /^[\w.-]*$/ }
  }

/** `input_features[2].name` and its like. */
const isColumn = ({ path, kind }: YamlPlace): boolean =>
  kind === "value" &&
  path.length === 3 &&
  (path[0] === "input_features" || path[0] === "output_features") &&
  (path[2] === "name" || path[2] === "column")

const columnCompletion = (label: string): Completion => ({ label, type: "variable", detail: "column" })

function optionsOf(schema: Schema, text: string, { path, kind }: YamlPlace): readonly Completion[] {
  const document: unknown = parseDocument(text, { logLevel: "silent" }).toJS({ maxAliasCount: 0 })
  const found = kind === "key" ? suggestKeys(schema, document, path) : suggestValues(schema, document, path)
  return found.map((suggestion) => completionOf(suggestion, kind))
}

const completionOf = ({ label, info, detail, isBlock }: Suggestion, kind: "key" | "value"): Completion => ({
  label,
  detail,
  type: kind === "key" ? "property" : "constant",
  ...(info !== "" && { info }),
  ...(kind === "key" && { apply: isBlock ? `${label}:` : `${label}: ` }),
})
