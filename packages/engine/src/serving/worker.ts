// A thread that predicts: one session of the model, one thread inside of it, batches in and results out.
import { parentPort, workerData } from "node:worker_threads"
import { FidelioError, invariant } from "@fidelio/core/errors"
import { loadOnnxRuntime, type Ort } from "../runtime/onnxruntime.ts"
import { sessionOptions } from "../runtime/session-options.ts"
import type { Batch, FromThread, ResultColumn, ThreadSetup, ToThread } from "./messages.ts"

const port = parentPort
invariant(port !== null, "the worker's file was run as a program")
const { graph, inputs, outputs, warmUp } = workerData as ThreadSetup // what ModelThread starts it with
const send = (message: FromThread): void => port.postMessage(message)

const ort = await loadOnnxRuntime()

function feedsOf({ size, numbers, texts }: Batch): Record<string, Ort.Tensor> {
  const shape = [size]
  const feeds: Record<string, Ort.Tensor> = {}
  let [number, text] = [0, 0]
  for (const { name, isText } of inputs) {
    if (isText) feeds[name] = new ort.Tensor("string", texts[text++] as string[], shape) // ONNX Runtime only reads them
    else feeds[name] = new ort.Tensor("float32", numbers.subarray(number * size, ++number * size), shape)
  }
  return feeds
}

async function predict(session: Ort.InferenceSession, batch: Batch): Promise<readonly ResultColumn[]> {
  const results = await session.run(feedsOf(batch))
  return outputs.map((name) => results[name]!.data as ResultColumn) // dtypes are those of the signature
}

function tellFailure(cause: unknown): void {
  const message = cause instanceof Error ? cause.message.trim() : String(cause)
  send({ type: "failed", message, at: cause instanceof FidelioError ? cause.at : undefined })
}

async function serve(session: Ort.InferenceSession): Promise<void> {
  for (const batch of warmUp) await predict(session, batch)
  let work = Promise.resolve()
  port!.on("message", (message: ToThread) => {
    if (message.type === "predict") {
      work = predict(session, message.batch).then((columns) => send({ type: "results", columns }), tellFailure)
    } else void work.then(() => session.release()).finally(() => port!.close())
  })
  send({ type: "ready" })
}

try {
  await serve(
    await ort.InferenceSession.create(graph, sessionOptions({ device: "cpu", threads: 1, bytes: graph.length })),
  )
} catch (cause) {
  tellFailure(cause)
}
