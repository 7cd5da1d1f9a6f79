// The models of one server, by name; the first one answers where none is named.
import type { HostedModel } from "../hosted-model.ts"
import { ServingError } from "../serving-error.ts"

export interface ServedModels {
  readonly all: readonly HostedModel[]
  readonly areReady: boolean
  /** The model of this name, or the first; raises serving/model. */
  find(name: string | undefined, version?: string): HostedModel
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ")

export function servedModels(all: readonly HostedModel[]): ServedModels {
  const byName = new Map(all.map((model) => [model.name, model]))
  return {
    all,
    get areReady() {
      return all.every(({ isReady }) => isReady)
    },
    find(name, version) {
      const model = name === undefined ? all[0] : byName.get(name)
      if (model === undefined) {
        throw new ServingError("serving/model", `There is no model "${name ?? ""}".`, {
          hint: `There is ${quoted(all.map((served) => served.name))}.`,
        })
      }
      if (version === undefined || version === model.version) return model
      throw new ServingError("serving/model", `The model "${model.name}" has no version "${version}".`, {
        hint: `Its version is "${model.version}".`,
      })
    },
  }
}
