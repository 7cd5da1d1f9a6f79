// A client of the hub that the flags, the environment or `fidelio hub login` name, whose refusals are errors of the command.
import { createHubClient, HubError, type HubClient } from "@fidelio/client"
import { errorCatalogue, FidelioError, type ErrorCode } from "@fidelio/core/errors"
import { readCredentials } from "./credentials.ts"

export interface ConnectionValues {
  /** Address, where not the one that was signed in to. */
  readonly url: string | undefined
}

export interface Connection {
  readonly hub: HubClient
  readonly url: string
}

export async function connect({ url: given }: ConnectionValues): Promise<Connection> {
  const kept = await readCredentials(given === undefined ? process.env : { ...process.env, FIDELIO_HUB_URL: given })
  const url = kept.url?.replace(/\/+$/, "")
  if (url === undefined) {
    throw new FidelioError("hub/credentials", "It is not known which hub is meant.", {
      hint: "Sign in first: fidelio hub login <address or sign-in link>; or set FIDELIO_HUB_URL and FIDELIO_HUB_TOKEN.",
    })
  }
  if (kept.token === undefined) {
    throw new FidelioError("hub/credentials", `There is no token for the hub at ${url}.`, {
      hint: `Sign in first: fidelio hub login ${url}; or set FIDELIO_HUB_TOKEN.`,
    })
  }
  return { hub: clientOf(url, { token: kept.token }), url }
}

/** A client whose errors are ours. */
export function clientOf(url: string, options: Omit<Parameters<typeof createHubClient>[0], "url">): HubClient {
  const client = createHubClient({ url, ...options })
  const calls = Object.entries(client).map(([name, call]) => [
    name,
    async (...request: never[]) => {
      try {
        return await (call as (...request: never[]) => Promise<unknown>)(...request)
      } catch (error) {
        throw ownError(error, url)
      }
    },
  ])
  return Object.fromEntries(calls) as HubClient // the same functions
}

/** What the hub said, as an error of the command. */
export function ownError(error: unknown, url: string): unknown {
  if (error instanceof HubError) return refused(error)
  if (!(error instanceof TypeError)) return error // fetch throws TypeErrors where nobody answers
  return new FidelioError("hub/unreachable", `No hub answers at ${url}.`, {
    hint: "Is it running (fidelio hub), and is the address right (fidelio hub login <address>)?",
    cause: error,
  })
}

function refused({ problem }: HubError): FidelioError {
  const { code, detail, at, hint, problems = [] } = problem
  const known = code in errorCatalogue ? (code as ErrorCode) : "hub/unreachable"
  const lines = problems.map((each) => `${each.at === undefined ? "" : `${each.at}: `}${each.message}`)
  return new FidelioError(known, [detail, ...lines.map((line) => `  ${line}`)].join("\n"), {
    ...(at !== undefined && { at }),
    ...(hint !== undefined && { hint }),
  })
}
