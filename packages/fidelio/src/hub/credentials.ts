// The hub that this person works with, and their token: a file that only they can read, or the environment.
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { homedir } from "node:os"
import { dirname, join } from "node:path"
import { FidelioError } from "@fidelio/core/errors"

export interface Credentials {
  /** `http://127.0.0.1:8080` */
  readonly url: string
  readonly token: string
}

type Environment = Readonly<Record<string, string | undefined>>

const pathOf = (environment: Environment): string =>
  join(environment["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"), "fidelio", "hub.json")

/** What was kept by `fidelio hub login`; `FIDELIO_HUB_URL` and `FIDELIO_HUB_TOKEN` come first. */
export async function readCredentials(environment: Environment = process.env): Promise<Partial<Credentials>> {
  const kept = await readKept(pathOf(environment))
  const url = environment["FIDELIO_HUB_URL"] ?? kept.url
  // A token is for one hub: that of another address is not sent there.
  const ownToken = url === kept.url ? kept.token : undefined
  const token = environment["FIDELIO_HUB_TOKEN"] ?? ownToken
  return { ...(url !== undefined && { url }), ...(token !== undefined && { token }) }
}

async function readKept(path: string): Promise<Partial<Credentials>> {
  let text: string
  try {
    text = await readFile(path, "utf8")
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return {} // the file system's
    throw unreadable(path, cause)
  }
  try {
    const { url, token } = JSON.parse(text) as Partial<Credentials> // written below
    if (typeof url === "string" && typeof token === "string") return { url, token }
  } catch (cause) {
    throw unreadable(path, cause)
  }
  throw unreadable(path, undefined)
}

const unreadable = (path: string, cause: unknown): FidelioError =>
  new FidelioError("hub/credentials", `The file of the hub's token, "${path}", cannot be read.`, {
    at: path,
    hint: "Sign in again: fidelio hub login <address or sign-in link>",
    cause,
  })

/** Keeps them; returns where. */
export async function writeCredentials(
  credentials: Credentials,
  environment: Environment = process.env,
): Promise<string> {
  const path = pathOf(environment)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await rm(path, { force: true }) // a mode is given to new files only
  await writeFile(path, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 })
  await chmod(path, 0o600)
  return path
}
