// A compiled graph, ready to run on a device.
import { FidelioError, type Tensor } from "@fidelio/core"
import { deviceError, type Device } from "./devices.ts"
import { fromOrtTensor, loadOnnxRuntime, toOrtTensor, type Ort } from "./onnxruntime.ts"
import { sessionOptions } from "./session-options.ts"

export interface SessionSettings {
  readonly device: Device
  /** Threads inside of one operator, on the CPU: every core unless given. `threadsFor` knows how many pay. */
  readonly threads?: number | undefined
}

/** Tensors by the name of the graph's input or output. */
export type Tensors = Readonly<Record<string, Tensor>>

/** Tensors to be filled; undefined: allocate it. */
export type OutputTensors = Readonly<Record<string, Tensor | undefined>>

/** Inputs and outputs that stay the same tensors from run to run. */
export interface Binding {
  /** Runs the graph with the bound tensors and these besides; only bound, given and named outputs are computed. */
  run(feeds?: Tensors, outputs?: OutputTensors): Promise<Record<string, Tensor>>
}

/** A graph that ONNX Runtime has compiled. Runs block the thread; one at a time. */
export interface Session extends AsyncDisposable {
  readonly device: Device
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  /** Computes the named outputs (all where none is named); a given output tensor is written in place and returned. */
  run(feeds: Tensors, outputs?: OutputTensors): Promise<Record<string, Tensor>>
  bind(tensors: { readonly feeds?: Tensors; readonly outputs?: OutputTensors }): Binding
  release(): Promise<void>
}

/** Compiles a model for a device. */
export async function createSession(model: Uint8Array, settings: SessionSettings): Promise<Session> {
  const ort = await loadOnnxRuntime()
  try {
    const compiled = await ort.InferenceSession.create(model, sessionOptions({ ...settings, bytes: model.length }))
    return new OrtSession(ort, compiled, settings.device)
  } catch (cause) {
    throw deviceError(settings.device, cause) ?? failed("The graph could not be loaded", cause)
  }
}

type Feeds = Record<string, Ort.Tensor>
type Fetches = Record<string, Ort.Tensor | null>

class OrtSession implements Session {
  readonly device: Device
  readonly #ort: typeof Ort
  readonly #compiled: Ort.InferenceSession

  constructor(ort: typeof Ort, compiled: Ort.InferenceSession, device: Device) {
    this.device = device
    this.#ort = ort
    this.#compiled = compiled
  }

  get inputNames(): readonly string[] {
    return this.#compiled.inputNames
  }

  get outputNames(): readonly string[] {
    return this.#compiled.outputNames
  }

  run(feeds: Tensors, outputs: OutputTensors = {}): Promise<Record<string, Tensor>> {
    return this.#run(this.#feeds(feeds), this.#fetches(outputs), outputs)
  }

  bind(tensors: { readonly feeds?: Tensors; readonly outputs?: OutputTensors }): Binding {
    const boundOutputs = tensors.outputs ?? {}
    const feeds = this.#feeds(tensors.feeds ?? {})
    const fetches = this.#fetches(boundOutputs)
    return {
      run: (moreFeeds, moreOutputs) =>
        this.#run(
          moreFeeds === undefined ? feeds : { ...feeds, ...this.#feeds(moreFeeds) },
          moreOutputs === undefined ? fetches : { ...fetches, ...this.#fetches(moreOutputs) },
          moreOutputs === undefined ? boundOutputs : { ...boundOutputs, ...moreOutputs },
        ),
    }
  }

  release(): Promise<void> {
    return this.#compiled.release()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release()
  }

  #feeds(tensors: Tensors): Feeds {
    const feeds: Feeds = {}
    for (const name in tensors) feeds[name] = toOrtTensor(this.#ort, tensors[name]!) // an own key
    return feeds
  }

  #fetches(outputs: OutputTensors): Fetches {
    const fetches: Fetches = {}
    for (const name in outputs) {
      const output = outputs[name]
      fetches[name] = output === undefined ? null : toOrtTensor(this.#ort, output)
    }
    return fetches
  }

  async #run(feeds: Feeds, fetches: Fetches, outputs: OutputTensors): Promise<Record<string, Tensor>> {
    const made = await this.#compute(feeds, fetches)
    const results: Record<string, Tensor> = {}
    for (const name in made) results[name] = outputs[name] ?? fromOrtTensor(made[name]!) // an own key
    return results
  }

  async #compute(feeds: Feeds, fetches: Fetches): Promise<Ort.InferenceSession.OnnxValueMapType> {
    try {
      return await this.#compiled.run(feeds, fetches)
    } catch (cause) {
      throw failed("The graph could not be run", cause)
    }
  }
}

/** ONNX Runtime's message names the node; in a loop's body the innermost is the last one named. */
function failed(what: string, cause: unknown): FidelioError {
  const message = cause instanceof Error ? cause.message.trim() : String(cause)
  const node = [...message.matchAll(/Name:\s?'([^']+)'|Node(?: with name|:)?\s?\(([^)]+)\)/g)].at(-1)
  return new FidelioError("session/failed", `${what}: ${message}`, {
    at: node?.[1] ?? node?.[2],
    cause,
  })
}
