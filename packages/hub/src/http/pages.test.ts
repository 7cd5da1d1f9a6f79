import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fastify, { type FastifyInstance } from "fastify"
import { afterEach, beforeEach, expect, test } from "vitest"
import { servePages } from "./pages.ts"

let folder: string
let app: FastifyInstance
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "fidelio-pages-"))
  app = fastify()
  await servePages(app, join(folder, "dist"))
})
afterEach(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

function build(): void {
  mkdirSync(join(folder, "dist/assets"), { recursive: true })
  writeFileSync(join(folder, "dist/index.html"), "<title>Built</title>")
  writeFileSync(join(folder, "dist/assets/index-4f2a.js"), "go()")
  writeFileSync(join(folder, "dist/icon.svg"), "<svg/>")
  writeFileSync(join(folder, "secret.txt"), "secret")
}

const get = (url: string) => app.inject({ method: "GET", url })

test("pages that are not built say so", async () => {
  const { statusCode, body, headers } = await get("/repositories")
  expect(statusCode).toBe(200)
  expect(body).toContain("not built")
  expect(headers["content-security-policy"]).toContain("script-src 'self'")
})

test("every address of a page is the one page; files are files", async () => {
  build()
  for (const url of ["/", "/repositories/titanic", "/repositories/titanic/versions/3", "/sign-in"])
    expect((await get(url)).body, url).toBe("<title>Built</title>")
  const script = await get("/assets/index-4f2a.js")
  expect(script.body).toBe("go()")
  expect(script.headers["content-type"]).toContain("javascript")
  expect(script.headers["cache-control"]).toContain("immutable")
  expect((await get("/icon.svg")).headers["cache-control"]).not.toContain("immutable")
  expect((await get("/icon.svg")).headers["content-security-policy"]).toContain("default-src 'none'")
})

test("what is not there, and what is not a page's, is not found", async () => {
  build()
  for (const url of [
    "/assets/other.js",
    "/api",
    "/api/v1/absent",
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/..%5csecret.txt",
  ]) {
    const { statusCode, body } = await get(url)
    if (statusCode !== 404) expect(body, url).toBe("<title>Built</title>")
    expect(body).not.toContain("secret\n")
    expect(body).not.toBe("secret")
  }
  expect((await get("/assets/other.js")).statusCode).toBe(404)
  expect((await get("/api/v1/absent")).statusCode).toBe(404)
})
