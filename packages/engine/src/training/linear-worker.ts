// A thread that fits one linear model.
import { parentPort, workerData } from "node:worker_threads"
import { FidelioError } from "@fidelio/core"
import { fitHere, type LinearAnswer, type LinearJob } from "./linear-fit.ts"

function answer(): LinearAnswer {
  try {
    return { model: fitHere(workerData as LinearJob) } // what `fitInThread` starts it with
  } catch (error) {
    if (!(error instanceof FidelioError)) throw error
    const { code, message, at, hint } = error
    return { problem: { code, message, at, hint } }
  }
}

parentPort?.postMessage(answer())
