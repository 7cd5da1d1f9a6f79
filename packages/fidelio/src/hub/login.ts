// Signing in: a sign-in link or a token becomes a token of this machine, which is kept.
import { hostname, userInfo } from "node:os"
import { createInterface } from "node:readline/promises"
import { FidelioError } from "@fidelio/core/errors"
import type { CommandContext } from "../command.ts"
import { clientOf } from "./connection.ts"
import { writeCredentials } from "./credentials.ts"

interface LoginValues {
  /** `http://127.0.0.1:8080`, or a sign-in link below it. */
  readonly address: string
}

export async function login({ address }: LoginValues, context: CommandContext): Promise<void> {
  const link = readAddress(address)
  const url = link.origin
  const secret = link.hash.slice(1)
  const token = secret === "" ? await askToken(url) : await tokenOfLink(url, secret)
  const session = await clientOf(url, { token }).getSession()
  const path = await writeCredentials({ url, token })
  context.emit?.("signed_in", { url, user: session.user.name, role: session.role, path })
  const { terminal } = context
  terminal.line(`Signed in at ${terminal.paint("accent", url)} as ${session.user.name} (${session.role}).`)
  terminal.line(terminal.paint("faint", `The token is kept in ${path}.`))
}

function readAddress(text: string): URL {
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `http://${text}`)
  if (url !== null) return url
  throw new FidelioError("usage/flag", `"${text}" is no address of a hub.`, {
    hint: "Such as http://127.0.0.1:8080, or the sign-in link that the hub printed.",
  })
}

/** From the environment, from a pipe, or asked for: never from the command line, which other programs can see. */
async function askToken(url: string): Promise<string> {
  const given = process.env["FIDELIO_HUB_TOKEN"]
  if (given !== undefined) return given
  const lines = createInterface({ input: process.stdin, output: process.stdin.isTTY ? process.stderr : undefined })
  try {
    const token = (await lines.question(`Token for ${url} (made in its settings): `)).trim()
    if (token !== "") return token
  } finally {
    lines.close()
  }
  throw new FidelioError("hub/credentials", "There is no token.", {
    hint: `Make one at ${url}/settings/tokens, or open a sign-in link by: fidelio hub login <link>`,
  })
}

/** A sign-in link opens a session, in which a token of this machine is made. */
async function tokenOfLink(url: string, secret: string): Promise<string> {
  const held: { cookie?: string; csrf?: string } = {}
  const withCookie: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    if (held.cookie !== undefined) headers.set("cookie", held.cookie)
    const response = await fetch(input, { ...init, headers })
    const set = response.headers.getSetCookie()[0]
    if (set !== undefined) held.cookie = set.split(";", 1)[0] ?? ""
    return response
  }
  const hub = clientOf(url, { fetch: withCookie, csrfToken: () => held.csrf })
  const session = await hub.signIn({ body: { secret } })
  held.csrf = session.csrf_token
  const name = `${userInfo().username}@${hostname()}`.slice(0, 100)
  const made = await hub.createToken({ body: { name, role: session.role, expires_in_days: 366 } })
  await hub.signOut()
  return made.secret
}
