// MLflow hands missing values of text columns to the graph as the words that Python has for them; here they are missing again.
import { rewriteGraph, type Attributes, type Graph, type Node } from "@fidelio/core"

const words = ["None", "nan", "NaN", "NaT", "<NA>"]

/** The graph with these words looked up as the missing value is, unless they are labels themselves. */
export const withMissingWords = (graph: Graph): Graph =>
  rewriteGraph(graph, {
    node(node, inputs, copy) {
      const attributes = node.type === "LabelEncoder" ? withWords(node.attributes) : undefined
      if (attributes === undefined) return undefined
      const { type, domain, outputs } = node
      return copy.append({ type, domain, inputs, attributes, outputs, names: outputs.map(({ name }) => name) })
    },
  })

function withWords(attributes: Node["attributes"]): Attributes | undefined {
  const keys = attributes["keys_strings"] as readonly string[] | undefined // by ONNX
  const missing = keys?.indexOf("") ?? -1
  if (keys === undefined || missing < 0) return undefined
  const known = new Set(keys)
  const added = [...new Set(words.flatMap((word) => [word, word.toLowerCase()]))].filter((word) => !known.has(word))
  return Object.fromEntries(
    Object.entries(attributes).map(([name, list]) => {
      if (name === "keys_strings") return [name, [...keys, ...added]]
      if (!name.startsWith("values_")) return [name, list]
      const values = list as readonly number[] // from text to ids
      return [name, [...values, ...added.map(() => values[missing]!)]]
    }),
  )
}
