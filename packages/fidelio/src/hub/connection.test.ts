import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { clientOf, connect } from "./connection.ts"
import { readVersionRef } from "./references.ts"

interface Listening extends AsyncDisposable {
  readonly url: string
}

async function answering(listener: RequestListener): Promise<Listening> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo // it listens by TCP
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close }
}

describe("a client of the command", () => {
  it("says that nobody answers", async () => {
    const { url, [Symbol.asyncDispose]: close } = await answering(() => undefined)
    await close()
    await expect(clientOf(url, {}).getHealth()).rejects.toMatchObject({ code: "hub/unreachable" })
  })

  it("says that what answers is no hub", async () => {
    await using server = await answering((_, response) => {
      response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not here</h1>")
    })
    await expect(clientOf(server.url, {}).getHealth()).rejects.toMatchObject({
      code: "hub/unreachable",
      message: expect.stringMatching(/is not a hub: 404/) as string,
    })
  })

  it("passes on what a hub says, each problem on a line", async () => {
    await using server = await answering((_, response) => {
      const problem = {
        type: "urn:fidelio:error:config/invalid",
        title: "The config has errors; each is listed with its place.",
        status: 400,
        code: "config/invalid",
        detail: "The config has 1 problem.",
        hint: "Mend it.",
        problems: [{ code: "config/unknown-key", message: 'There is no key "tipe".', at: "input_features[0]" }],
      }
      response.writeHead(400, { "content-type": "application/problem+json" }).end(JSON.stringify(problem))
    })
    const asked = clientOf(server.url, {}).checkConfig({ body: { config: "" } })
    await expect(asked).rejects.toMatchObject({
      code: "config/invalid",
      message: 'The config has 1 problem.\n  input_features[0]: There is no key "tipe".',
      hint: "Mend it.",
    })
  })
})

describe("connect", () => {
  const kept = { ...process.env }
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "fidelio-connection-"))
    process.env["XDG_CONFIG_HOME"] = folder
  })
  afterEach(async () => {
    process.env = { ...kept }
    await rm(folder, { recursive: true })
  })

  it("asks for a sign-in where no hub is known, or no token for it", async () => {
    await expect(connect({ url: undefined })).rejects.toMatchObject({ code: "hub/credentials" })
    const url = "http://127.0.0.1:9"
    await expect(connect({ url })).rejects.toMatchObject({
      code: "hub/credentials",
      hint: expect.stringContaining(url) as string,
    })
  })
})

describe("readVersionRef", () => {
  it("takes numbers and aliases", () => {
    expect(readVersionRef("titanic@3")).toEqual({ repository: "titanic", version: "3" })
    expect(readVersionRef("titanic@production")).toEqual({ repository: "titanic", version: "production" })
  })

  it.each(["titanic", "titanic@", "@3", "a@b@c", ""])('refuses "%s"', (text) => {
    expect(() => readVersionRef(text)).toThrow(/repository@number/)
  })
})
