// Bodies of requests: JSON and forms, from bytes, with a reason where they cannot be read.
import { isUtf8 } from "node:buffer"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { ServingError } from "../serving-error.ts"

const unreadable = (message: string, hint?: string, cause?: unknown): ServingError =>
  new ServingError("serving/body", message, { hint, cause })

/** Texts as JSON, for bodies and for the fields of forms. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw unreadable(`${what} is not JSON: ${reasonOf(error, text)}.`, hintFor(text), error)
  }
}

/** The parser's reason without what it quotes of the text. */
function reasonOf(error: unknown, text: string): string {
  if (text.trim() === "") return "it is empty"
  const message = error instanceof Error ? error.message : ""
  if (message.includes("end of JSON input") || message.startsWith("Unterminated")) return "it ends too early"
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position === undefined) return "it has a character where none of its kind can be"
  return Number(position) >= text.trimEnd().length ? "it ends too early" : `wrong at character ${Number(position) + 1}`
}

const hintFor = (text: string): string | undefined =>
  /\b(?:NaN|Infinity)\b/.test(text) ? "A missing value is null: JSON knows neither NaN nor Infinity." : undefined

function textOf(body: Buffer): string {
  if (!isUtf8(body)) throw unreadable("The body is not UTF-8.")
  const text = body.toString()
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text // a byte order mark
}

/** Node's own parser of forms, over a body that is there as a whole. */
async function parseForm(body: Buffer, contentType: string): Promise<FormData> {
  if (!isUtf8(body)) throw unreadable("The form is not UTF-8.", "Fields are texts; this server takes no files.")
  try {
    return await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData()
  } catch (error) {
    throw unreadable("The form is cut off, or not as its boundary says.", undefined, error)
  }
}

/** Replaces Fastify's parsers by these. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (_, body, done) => {
    try {
      done(null, parseJson(textOf(body), "The body"))
    } catch (error) {
      done(error as ServingError) // the only thing that is raised above
    }
  })
  app.addContentTypeParser<Buffer>(
    "multipart/form-data",
    { parseAs: "buffer" },
    (request: FastifyRequest, body: Buffer) => parseForm(body, request.headers["content-type"] ?? ""),
  )
}
