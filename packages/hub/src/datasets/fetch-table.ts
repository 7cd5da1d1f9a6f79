// A file from a public address: resolved once, checked, and fetched from the very address that was checked.
import { lookup as systemLookup } from "node:dns/promises"
import { request as httpRequest, type IncomingMessage } from "node:http"
import { request as httpsRequest } from "node:https"
import { isIP } from "node:net"
import { Readable } from "node:stream"
import { FidelioError } from "@fidelio/core/errors"
import { isPublicAddress } from "./public-address.ts"

export interface FetchRules {
  /** The addresses of a name, in numbers. */
  readonly lookup?: (name: string) => Promise<readonly string[]>
  readonly isAllowed?: (address: string) => boolean
  /** Until the content begins, and between two parts of it. */
  readonly silenceMs?: number
  readonly totalMs?: number
  readonly signal?: AbortSignal | undefined
}

export interface FetchedTable {
  readonly content: Readable
  /** The address without what may be secret in it. */
  readonly name: string
  /** The last part of its path. */
  readonly file: string
}

const mostRedirects = 3

const lookupAll = async (name: string): Promise<readonly string[]> =>
  (await systemLookup(name, { all: true, verbatim: true })).map(({ address }) => address)

/** Begins to fetch; every step of the way is held against the rules. */
export async function fetchTable(address: string, rules: FetchRules = {}): Promise<FetchedTable> {
  const { totalMs = 3_600_000, signal } = rules
  const limit = AbortSignal.timeout(totalMs)
  const ending = signal === undefined ? limit : AbortSignal.any([signal, limit])
  let url = address
  for (let redirects = 0; ; redirects++) {
    const checked = checkUrl(url)
    const answer = await ask(checked, await resolve(checked, rules), { ...rules, signal: ending })
    const { statusCode = 0, headers } = answer
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      answer.destroy()
      if (redirects === mostRedirects) throw failed(checked, `it sends on more than ${mostRedirects} times`)
      if (!URL.canParse(headers.location, checked.href)) throw failed(checked, "it sends on to what is no address")
      url = new URL(headers.location, checked).href
      continue
    }
    if (statusCode !== 200) {
      answer.destroy()
      throw failed(checked, `it answers with status ${statusCode}`)
    }
    return {
      content: Readable.from(contentOf(answer, checked), { objectMode: false }),
      name: shown(new URL(address)),
      file: checked.pathname.split("/").at(-1) ?? "",
    }
  }
}

/** Queries carry signatures and keys: they are not shown. */
const shown = ({ origin, pathname }: URL): string => origin + pathname

function checkUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw refused("Datasets are fetched by http and https alone.")
  if (url.username !== "" || url.password !== "")
    throw refused("The address holds a user name or a password, which would be kept with the dataset.")
  return url
}

const refused = (message: string): FidelioError =>
  new FidelioError("hub/address", message, { at: "source.url", hint: "Download the file and upload it." })

const failed = (url: URL, why: string, cause?: unknown): FidelioError =>
  new FidelioError("hub/fetch", `${shown(url)} could not be fetched: ${why}.`, { at: "source.url", cause })

/** An address that may be asked; all that the name stands for must be so. */
async function resolve(url: URL, { lookup = lookupAll, isAllowed = isPublicAddress }: FetchRules): Promise<string> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1")
  const addresses = isIP(host) === 0 ? await lookup(host).catch((cause: unknown) => unknown(url, cause)) : [host]
  const [first] = addresses
  if (first === undefined) throw failed(url, "its name is not known")
  if (addresses.every((found) => isIP(found) !== 0 && isAllowed(found))) return first
  throw refused(`${url.hostname} is not a public address: datasets are fetched from the internet alone.`)
}

function unknown(url: URL, cause: unknown): never {
  throw failed(url, "its name is not known", cause)
}

/** Asks the address that was checked, whatever the name stands for by now. */
function ask(url: URL, host: string, { signal, silenceMs = 60_000 }: FetchRules): Promise<IncomingMessage> {
  const isSecure = url.protocol === "https:"
  const name = url.hostname.replace(/^\[(.*)\]$/, "$1")
  return new Promise((settle, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)({
      host,
      port: url.port === "" ? (isSecure ? 443 : 80) : Number(url.port),
      path: url.pathname + url.search,
      agent: false,
      timeout: silenceMs,
      maxHeaderSize: 16_384,
      headers: { host: url.host, "accept-encoding": "identity", "user-agent": "fidelio-hub" },
      ...(isSecure && isIP(name) === 0 ? { servername: name } : {}),
      ...(signal === undefined ? {} : { signal }),
    })
    request.once("timeout", () => request.destroy(new Error("it is silent for too long")))
    request.once("error", (cause) => reject(failed(url, reasonOf(cause), cause)))
    request.once("response", (answer) => {
      answer.setTimeout(silenceMs, () => answer.destroy(new Error("it is silent for too long")))
      settle(answer)
    })
    request.end()
  })
}

async function* contentOf(answer: IncomingMessage, url: URL): AsyncGenerator<Buffer> {
  try {
    yield* answer
  } catch (cause) {
    throw failed(url, reasonOf(cause), cause)
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.name === "AbortError" || cause.name === "TimeoutError" ? "it takes too long" : cause.message
}
