// Answers to what is not HTTP, or arrives too slowly: written to the socket itself, since no route is reached.
import { STATUS_CODES } from "node:http"
import type { Socket } from "node:net"
import type { ErrorCode } from "@fidelio/core/errors"
import type { ErrorBody } from "./error-answer.ts"

interface RawAnswer {
  readonly status: number
  readonly code: ErrorCode
  readonly error: string
}

const answers: Readonly<Record<string, RawAnswer>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: "serving/slow",
    error: "The request took longer to arrive than the server waits.",
  },
  HPE_HEADER_OVERFLOW: { status: 431, code: "serving/malformed", error: "The head of the request is too long." },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: "serving/malformed",
    error: "The chunk extensions of the request are too long.",
  },
  HPE_INVALID_EOF_STATE: { status: 400, code: "serving/body", error: "The request ends before its announced length." },
}

const malformed: RawAnswer = { status: 400, code: "serving/malformed", error: "The request is not HTTP." }

/** Answers where the connection still takes an answer, and ends it. Returns what was answered. */
export function answerSocket(error: NodeJS.ErrnoException, socket: Socket): RawAnswer | undefined {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy()
    return undefined
  }
  const answer = answers[error.code ?? ""] ?? malformed
  const { status, code } = answer
  const body = JSON.stringify({ error: answer.error, code } satisfies ErrorBody)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ]
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy())
  return answer
}
