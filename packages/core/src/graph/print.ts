// A graph as text: one line a node, bodies of loops indented.
import type { Attribute, Graph, Node, Value } from "./graph.ts"
import { formatShape } from "./shape.ts"
import type { Tensor } from "./tensor.ts"

/** The graph, to be read by a person. Constants of few numbers stand where they are used. */
export const formatGraph = (graph: Graph): string => `${lines(graph).join("\n")}\n`

function lines(graph: Graph): string[] {
  const large = graph.constants.filter((value) => !isShort(value))
  const body = [
    ...large.map((value) => `${describe(value)} = constant`),
    ...graph.nodes.flatMap(nodeLines),
    ...graph.outputs.map(({ name, value }) => `return ${name} = ${reference(value)}`),
  ]
  return [`${graph.name}(${graph.inputs.map(describe).join(", ")})`, ...body.map((line) => `  ${line}`)]
}

function nodeLines(node: Node): string[] {
  const nested: Graph[] = []
  const settings = Object.entries(node.attributes).flatMap(([name, attribute]) => {
    if (attribute === undefined) return []
    if (!isGraph(attribute)) return [`${name}=${formatAttribute(attribute)}`]
    nested.push(attribute)
    return [`${name}=${attribute.name}`]
  })
  const inputs = node.inputs.map((input) => (input === undefined ? "–" : reference(input)))
  const domain = node.domain === "" ? "" : `${node.domain}.`
  const call = `${domain}${node.type}(${[...inputs, ...settings].join(", ")})`
  return [`${node.outputs.map(describe).join(", ")} = ${call}`, ...nested.flatMap(lines).map((line) => `  ${line}`)]
}

const describe = ({ name, dtype, shape }: Value): string => `${name}: ${dtype}${formatShape(shape)}`

const isShort = ({ constant }: Value): boolean => constant !== undefined && constant.data.length <= 8

const reference = (value: Value): string =>
  value.constant === undefined || !isShort(value) ? value.name : formatTensor(value.constant)

function formatTensor({ shape, data }: Tensor): string {
  const elements = Array.from<number | bigint | string>(data).map((element) =>
    typeof element === "string" ? JSON.stringify(element) : String(element),
  )
  if (shape.length === 0) return elements.join()
  const list = `[${elements.join(", ")}]`
  return shape.length === 1 ? list : `${list} as ${formatShape(shape)}`
}

const isGraph = (attribute: Attribute): attribute is Graph => typeof attribute === "object" && "nodes" in attribute

function formatAttribute(attribute: Exclude<Attribute, Graph>): string {
  if (typeof attribute !== "object") return String(attribute)
  if ("dtype" in attribute) return formatTensor(attribute)
  return `[${shortened(attribute).join(", ")}]`
}

const mostPrinted = 32

/** Long lists, such as those of trees, by how they begin. */
const shortened = (list: readonly number[] | readonly string[]): readonly (number | string)[] =>
  list.length <= mostPrinted ? list : [...list.slice(0, 8), `… ${list.length} in all`]
