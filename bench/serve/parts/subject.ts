// What the parts of the benchmark are given.
import type { Row } from "../requests.ts"

/** Pythons of the peers. */
export interface Peers {
  /** With FastAPI, uvicorn and ONNX Runtime. */
  readonly python: string
  readonly ludwigPython: string
}

/** Models of one table. */
export interface Subject {
  readonly name: string
  readonly rows: readonly Row[]
  /** Folders of models: Fidelio's defaults, a small network, Ludwig's. */
  readonly plain: string
  readonly concat: string
  readonly ludwig: string | undefined
  /** The file of the plain model. */
  readonly exported: string
}

export interface PartOptions {
  readonly subjects: readonly Subject[]
  readonly peers: Peers | undefined
  readonly rounds: number
  /** Of load, each time. */
  readonly seconds: number
}
