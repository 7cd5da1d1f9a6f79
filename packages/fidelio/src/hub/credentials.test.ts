import { mkdtemp, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { readCredentials, writeCredentials } from "./credentials.ts"

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fidelio-credentials-"))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

describe("credentials", () => {
  const kept = { url: "http://127.0.0.1:8080", token: "fid_secret" }
  const environment = () => ({ XDG_CONFIG_HOME: folder })

  it("are kept in a file that only the user can read", async () => {
    const path = await writeCredentials(kept, environment())
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readCredentials(environment())).toEqual(kept)
  })

  it("are none before a sign-in", async () => {
    expect(await readCredentials(environment())).toEqual({})
  })

  it("come from the environment first", async () => {
    await writeCredentials(kept, environment())
    expect(await readCredentials({ ...environment(), FIDELIO_HUB_TOKEN: "other" })).toEqual({ ...kept, token: "other" })
  })

  it("are not sent to another hub than they are for", async () => {
    await writeCredentials(kept, environment())
    const url = "http://elsewhere.example"
    expect(await readCredentials({ ...environment(), FIDELIO_HUB_URL: url })).toEqual({ url })
  })

  it("say so where the file is damaged", async () => {
    const path = await writeCredentials(kept, environment())
    await writeFile(path, "{")
    await expect(readCredentials(environment())).rejects.toThrow(/cannot be read/)
  })
})
