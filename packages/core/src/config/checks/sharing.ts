// Rules of features that share parts or depend on one another.
import type { EcdConfig } from "../root.ts"
import { didYouMean, rule, type Check } from "./check.ts"

export const tiedInputs: Check<EcdConfig> = (config) => {
  const wrong = wronglyTied(config)
  if (wrong.length > 0) return wrong
  const edges = config.input_features.map(({ name, tied }) => [name, tied === null ? [] : [tied]] as const)
  const circle = findCircle(new Map(edges))
  if (circle === undefined) return []
  const index = config.input_features.findIndex(({ name }) => name === circle[0])
  const message = `The inputs are tied to one another in a circle: ${circle.join(" → ")}.`
  return [rule(["input_features", index, "tied"], message)]
}

const wronglyTied: Check<EcdConfig> = (config) =>
  config.input_features.flatMap((feature, index) => {
    if (feature.tied === null) return []
    const path = ["input_features", index, "tied"]
    const other = config.input_features.find((candidate) => candidate.name === feature.tied)
    const names = config.input_features.map((candidate) => candidate.name).filter((name) => name !== feature.name)
    if (other === feature) return [rule(path, `${feature.name} is tied to itself.`)]
    if (other === undefined)
      return [
        rule(
          path,
          `${feature.name} is tied to ${feature.tied}, which is not an input.`,
          didYouMean(feature.tied, names),
        ),
      ]
    if (other.type !== feature.type)
      return [
        rule(
          path,
          `${feature.name} (${feature.type}) is tied to ${other.name} (${other.type}); only inputs of one type can share an encoder.`,
        ),
      ]
    return []
  })

export const dependencies: Check<EcdConfig> = (config) => {
  const outputs = new Map(config.output_features.map((output) => [output.name, output]))
  const unknown = config.output_features.flatMap((output, index) =>
    output.dependencies.flatMap((name, position) =>
      outputs.has(name) && name !== output.name
        ? []
        : [
            rule(
              ["output_features", index, "dependencies", position],
              name === output.name
                ? `${name} depends on itself.`
                : `${output.name} depends on ${name}, which is not an output.`,
              name === output.name
                ? undefined
                : didYouMean(
                    name,
                    [...outputs.keys()].filter((known) => known !== output.name),
                  ),
            ),
          ],
    ),
  )
  if (unknown.length > 0) return unknown
  const circle = findCircle(new Map([...outputs].map(([name, output]) => [name, output.dependencies])))
  if (circle === undefined) return []
  const index = config.output_features.findIndex((output) => output.name === circle[0])
  return [
    rule(
      ["output_features", index, "dependencies"],
      `The outputs depend on one another in a circle: ${circle.join(" → ")}.`,
    ),
  ]
}

/** A circle of dependencies, its first name repeated at the end. */
function findCircle(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (name: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name]
    if (done.has(name)) return undefined
    for (const next of edges.get(name) ?? []) {
      const circle = visit(next, [...trail, name])
      if (circle !== undefined) return circle
    }
    done.add(name)
    return undefined
  }
  for (const name of edges.keys()) {
    const circle = visit(name, [])
    if (circle !== undefined) return circle
  }
  return undefined
}
