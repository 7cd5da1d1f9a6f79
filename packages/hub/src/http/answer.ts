// What a handler gave, as an answer: JSON, nothing, a file to keep, or events.
import type { Readable } from "node:stream"
import { invariant } from "@fidelio/core/errors"
import type { Operation } from "@fidelio/client/contract"
import type { FastifyReply } from "fastify"
import type { FileAnswer } from "../route.ts"
import { eventStream } from "./event-stream.ts"
import { JsonText } from "./json-text.ts"
import { contentPolicy } from "./security-headers.ts"

export interface AnswerOptions {
  readonly signal: AbortSignal
  /** Whether to hold JSON against the contract: tests do. */
  readonly checkAnswers: boolean
}

export function sendAnswer(
  reply: FastifyReply,
  { id, answer }: Operation,
  { result, signal, checkAnswers }: AnswerOptions & { readonly result: unknown },
): FastifyReply {
  switch (answer.kind) {
    case "json":
      if (checkAnswers) {
        const checked = answer.schema.safeParse(result instanceof JsonText ? result.read() : result)
        invariant(checked.success, `${id} answers against its schema: ${checked.error?.message ?? ""}`)
      }
      return reply
        .code(answer.status)
        .type("application/json; charset=utf-8")
        .send(result instanceof JsonText ? result.bytes : JSON.stringify(result))
    case "none":
      return reply.code(204).send()
    case "bytes":
      return sendFile(reply, result as FileAnswer) // as the operation's type asks of its handler
    case "events":
      return reply
        .type("text/event-stream; charset=utf-8")
        .header("x-accel-buffering", "no")
        .send(eventStream(result as AsyncIterable<unknown>, signal))
  }
}

function sendFile(reply: FastifyReply, { content, bytes, name, sha256 }: FileAnswer): FastifyReply {
  return reply
    .headers({
      "content-type": "application/octet-stream",
      "content-length": String(bytes),
      "content-disposition": attachment(name),
      "content-security-policy": contentPolicy,
      "cache-control": "private, no-cache",
      etag: `"${sha256}"`,
    })
    .send(content satisfies Readable)
}

/** Never shown in the browser, and never with a name that means a place. */
function attachment(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ""
  const plain = last.replaceAll(/[^\w.-]/g, "_").replace(/^\.+/, "") || "file"
  return `attachment; filename="${plain}"`
}
