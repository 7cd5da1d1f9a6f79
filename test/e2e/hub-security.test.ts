// The hub's guard: who may ask for what, walked from the router itself, and what is refused of requests.
import { request as httpRequest } from "node:http"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { isBytes, operations, problemSchema, type Operation } from "../../packages/client/src/contract/index.ts"
import type { Role } from "../../packages/client/src/index.ts"
import { startTestHub, type TestHub } from "../support/hub.ts"

let hub: TestHub
beforeAll(async () => void (hub = await startTestHub()))
afterAll(async () => {
  expect(hub.faults).toEqual([])
  await hub.close()
})

const roles: readonly Role[] = ["viewer", "editor", "admin"]
const names = Object.values(operations) as readonly Operation[]
const filled = (path: string): string => path.replaceAll(/:\w+|\{\w+\}/g, "absent")

/** A request that is well-formed, and wrong in all that it says. */
function requestOf(operation: Operation): RequestInit {
  const { method, body } = operation
  if (body === undefined) return { method }
  const type = isBytes(body) ? "application/octet-stream" : "application/json"
  return { method, headers: { "content-type": type }, body: "{}" }
}

const addressOf = ({ path }: Operation): string => `/api/v1${filled(path)}`

async function problemOf(response: Response): Promise<{ code: string; status: number; detail: string }> {
  expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8")
  const problem = problemSchema.parse(await response.json())
  expect(problem.status).toBe(response.status)
  return problem
}

describe("without credentials", () => {
  test("every address answers 401, but for those that are meant to be open", async () => {
    const { addresses } = hub.hub
    const open = addresses.filter(({ isOpen }) => isOpen).map(({ method, url }) => `${method} ${url}`)
    expect(open.toSorted()).toEqual([
      "GET /*",
      "GET /api/v1/health",
      "GET /api/v1/openapi.json",
      "GET /openapi.json",
      "HEAD /*",
      "HEAD /api/v1/health",
      "HEAD /api/v1/openapi.json",
      "HEAD /openapi.json",
      "POST /api/v1/session",
    ])
    const closed = addresses.filter(({ isOpen }) => !isOpen)
    expect(closed.length).toBeGreaterThan(40)
    for (const { method, url } of closed) {
      for (const type of ["application/json", "application/octet-stream", "text/plain"]) {
        const body = method === "GET" || method === "HEAD" ? {} : { body: "{}", headers: { "content-type": type } }
        const { status } = await fetch(hub.url + filled(url), { method, ...body })
        expect(status, `${method} ${url}`).toBe(401)
      }
    }
  })

  test("an answer says how to get in, and nothing of what is there", async () => {
    const response = await fetch(`${hub.url}/api/v1/repositories/absent`)
    expect(response.headers.get("www-authenticate")).toContain("Bearer")
    expect(await problemOf(response)).toMatchObject({ code: "hub/credentials" })
  })
})

test("every operation asks for its role, and no operation is without one", async () => {
  for (const operation of names) {
    const { id, access } = operation
    if (access === "open" || !hub.hub.addresses.some(({ url }) => filled(url) === addressOf(operation))) continue
    for (const role of roles) {
      const response = await hub.fetch(addressOf(operation), { role, ...requestOf(operation) })
      const may = roles.indexOf(role) >= roles.indexOf(access)
      await response.body?.cancel()
      if (may) expect([401, 403, 500], `${id} as ${role}`).not.toContain(response.status)
      else expect(response.status, `${id} as ${role}`).toBe(403)
    }
  }
})

describe("tokens", () => {
  const withToken = (authorization: string) => fetch(`${hub.url}/api/v1/session`, { headers: { authorization } })

  test("that are forged, cut, of another scheme or empty are refused", async () => {
    const { admin } = hub.tokens
    for (const header of [
      `Bearer ${admin}x`,
      `Bearer ${admin.slice(0, -1)}`,
      `Bearer fid_${"A".repeat(43)}`,
      `Bearer ${admin.toUpperCase()}`,
      `Basic ${Buffer.from(`x:${admin}`).toString("base64")}`,
      `Bearer`,
      admin,
      "Bearer ' or 1=1 --",
      "Bearer \u00e9",
    ]) {
      expect((await withToken(header)).status, header).toBe(401)
    }
    expect((await withToken(`bearer ${admin}`)).status).toBe(200)
  })

  test("that are revoked or expired are refused at once", async () => {
    const client = hub.client("editor")
    const made = await client.createToken({ body: { name: "short", role: "editor", expires_in_days: 1 } })
    expect((await withToken(`Bearer ${made.secret}`)).status).toBe(200)
    await client.revokeToken({ params: { id: made.token.id } })
    expect((await withToken(`Bearer ${made.secret}`)).status).toBe(401)
    const { items } = await client.listTokens()
    expect(items.find(({ id }) => id === made.token.id)?.revoked).not.toBeNull()
  })

  test("of somebody who is shut out are refused, and so are their sessions", async () => {
    const admin = hub.client()
    const { member, sign_in_link } = await admin.createMember({
      body: { name: "Guest", email: "guest@example.org", role: "editor" },
    })
    const { cookie } = await signInBy(sign_in_link.url)
    expect((await withCookie(cookie, "/api/v1/session")).status).toBe(200)
    await admin.updateMember({ params: { id: member.id }, body: { is_active: false } })
    expect((await withCookie(cookie, "/api/v1/session")).status).toBe(401)
    await expect(admin.createSignInLink({ params: { id: member.id } })).rejects.toMatchObject({ code: "hub/conflict" })
  })

  test("may do no more than their maker and what they say", async () => {
    const viewer = hub.client("viewer")
    await expect(viewer.createToken({ body: { name: "x", role: "editor" } })).rejects.toMatchObject({ status: 403 })
    await expect(viewer.createToken({ body: { name: "x", kind: "service" } })).rejects.toMatchObject({ status: 403 })
    const { secret, token } = await hub.client().createToken({ body: { name: "reader" } })
    expect(token).toMatchObject({ role: "viewer", kind: "personal", prefix: secret.slice(0, 10) })
    const answer = await fetch(`${hub.url}/api/v1/audit`, { headers: { authorization: `Bearer ${secret}` } })
    expect(answer.status).toBe(403)
  })

  test("of others are not there for those who may not list them", async () => {
    const { token } = await hub.client("editor").createToken({ body: { name: "mine" } })
    await expect(hub.client("viewer").revokeToken({ params: { id: token.id } })).rejects.toMatchObject({
      code: "hub/not-found",
    })
    const listed = await hub.client("viewer").listTokens()
    expect(new Set(listed.items.map(({ owner }) => owner.name))).toEqual(new Set(["The viewer"]))
  })
})

interface SignedIn {
  readonly cookie: string
  readonly attributes: string
  readonly csrf: string
}

async function signInBy(link: string): Promise<SignedIn> {
  const response = await signIn(new URL(link).hash.slice(1))
  expect(response.status).toBe(201)
  const [attributes = ""] = response.headers.getSetCookie()
  const { csrf_token } = (await response.json()) as { csrf_token: string }
  return { cookie: attributes.split(";", 1)[0]!, attributes, csrf: csrf_token }
}

const signIn = (secret: string, headers: Record<string, string> = {}) =>
  fetch(`${hub.url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ secret }),
  })

const withCookie = (cookie: string, path: string, { headers, ...rest }: RequestInit = {}) =>
  fetch(hub.url + path, { ...rest, headers: { cookie, ...(headers as Record<string, string>) } })

describe("signing in", () => {
  test("a link works once, however many try it at once", async () => {
    const { url } = await hub.hub.createAdminLink()
    const secret = new URL(url).hash.slice(1)
    const answers = await Promise.all(Array.from({ length: 10 }, () => signIn(secret)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(9)
    expect((await signIn(secret)).status).toBe(401)
  })

  test("the cookie is out of reach of scripts and of other sites; signing out ends the session", async () => {
    const { cookie, attributes, csrf } = await signInBy((await hub.hub.createAdminLink()).url)
    expect(attributes).toMatch(/HttpOnly/)
    expect(attributes).toMatch(/SameSite=Lax/)
    expect(attributes).toMatch(/Path=\//)
    const session = (await (await withCookie(cookie, "/api/v1/session")).json()) as { role: string }
    expect(session.role).toBe("admin")
    const out = await withCookie(cookie, "/api/v1/session", { method: "DELETE", headers: { "x-csrf-token": csrf } })
    expect(out.status).toBe(204)
    expect((await withCookie(cookie, "/api/v1/session")).status).toBe(401)
  })

  test("a token signs in as far as it may, and for as long", async () => {
    const { secret, token } = await hub.client().createToken({ body: { name: "browser", role: "viewer" } })
    const response = await signIn(secret)
    const cookie = response.headers.getSetCookie()[0]!.split(";", 1)[0]!
    expect(await response.json()).toMatchObject({ role: "viewer", user: { role: "admin" } })
    expect((await withCookie(cookie, "/api/v1/audit")).status).toBe(403)
    await hub.client().revokeToken({ params: { id: token.id } })
    expect((await withCookie(cookie, "/api/v1/session")).status).toBe(401)
    expect((await signIn(secret)).status).toBe(401)
  })

  test("cannot be tried without end", async () => {
    await using strict = await startTestHub({ signInsPerMinute: 3 })
    const attempt = () =>
      fetch(`${strict.url}/api/v1/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ secret: "x".repeat(40) }),
      })
    const statuses = [await attempt(), await attempt(), await attempt(), await attempt()].map(({ status }) => status)
    expect(statuses).toEqual([401, 401, 401, 429])
    expect(await problemOf(await attempt())).toMatchObject({ code: "hub/too-many" })
  })
})

describe("changes by a browser", () => {
  const rename = (signedIn: SignedIn, headers: Record<string, string>) =>
    withCookie(signedIn.cookie, "/api/v1/organisation", {
      method: "PATCH",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ name: "Renamed" }),
    })

  test("need the session's CSRF token, and a page of the hub's own", async () => {
    const signedIn = await signInBy((await hub.hub.createAdminLink()).url)
    const other = await signInBy((await hub.hub.createAdminLink()).url)
    const good = { "x-csrf-token": signedIn.csrf }
    for (const headers of [{}, { "x-csrf-token": "" }, { "x-csrf-token": other.csrf }, { "x-csrf-token": "é" }])
      expect((await rename(signedIn, headers as Record<string, string>)).status).toBe(403)
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: hub.url.replace(/\d+$/, "1") },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]) {
      const response = await rename(signedIn, { ...good, ...(headers as Record<string, string>) })
      expect(await problemOf(response), JSON.stringify(headers)).toMatchObject({ code: "hub/csrf" })
    }
    expect((await rename(signedIn, good)).status).toBe(200)
    expect((await rename(signedIn, { ...good, origin: hub.url, "sec-fetch-site": "same-origin" })).status).toBe(200)
  })

  test("signing in from another site's page is refused too", async () => {
    const { url } = await hub.hub.createAdminLink()
    const secret = new URL(url).hash.slice(1)
    expect((await signIn(secret, { origin: "https://evil.example" })).status).toBe(403)
    expect((await signIn(secret)).status).toBe(201)
  })
})

/** A request with a Host header of its own, which fetch does not send. */
function statusFor(host: string, path = "/api/v1/health"): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(hub.url + path, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on("error", reject)
    request.end()
  })
}

test("only names of the hub's own are answered", async () => {
  const port = new URL(hub.url).port
  for (const host of ["evil.example", `evil.example:${port}`, "localhost.evil.example", "127.0.0.1.evil.example"])
    for (const path of ["/api/v1/health", "/openapi.json", "/", "/nothing"])
      expect(await statusFor(host, path), host + path).toBe(421)
  for (const host of ["localhost", `localhost:${port}`, "127.0.0.1", "[::1]", "hub.localhost"])
    expect(await statusFor(host), host).toBe(200)
})

describe("requests", () => {
  const post = (body: string, type = "application/json") =>
    hub.fetch("/api/v1/tokens", { method: "POST", headers: { "content-type": type }, body })

  test("with unknown keys, in the query or in the body, are refused", async () => {
    expect(await problemOf(await hub.fetch("/api/v1/members?limit=5&page=2"))).toMatchObject({ code: "hub/request" })
    expect(await problemOf(await hub.fetch("/api/v1/organisation?x=1"))).toMatchObject({ code: "hub/request" })
    expect(await problemOf(await hub.fetch("/api/v1/members?limit=5&limit=6"))).toMatchObject({ status: 400 })
    const problem = await problemOf(await post('{"name": "x", "admin": true}'))
    expect(problem).toMatchObject({ code: "hub/request" })
    expect(problem.detail).toContain("admin")
  })

  test("for too many items at once are refused", async () => {
    for (const limit of ["0", "201", "1e9", "-1", "all", "1.5"])
      expect((await hub.fetch(`/api/v1/members?limit=${limit}`)).status, limit).toBe(400)
    expect((await hub.fetch("/api/v1/members?limit=200")).status).toBe(200)
  })

  test("with a body of another type, too large, cut off, or poisoned are refused", async () => {
    expect(await problemOf(await post('{"name": "x"}', "text/plain"))).toMatchObject({ code: "hub/media-type" })
    expect(await problemOf(await post("name=x", "application/x-www-form-urlencoded"))).toMatchObject({ status: 415 })
    expect(await problemOf(await post('{"name": "x"}', "application/octet-stream"))).toMatchObject({ status: 415 })
    expect(await problemOf(await post('{"name": '))).toMatchObject({ code: "hub/request" })
    expect(await problemOf(await post(""))).toMatchObject({ code: "hub/request" })
    expect(await problemOf(await post('{"name": "x", "__proto__": {"role": "admin"}}'))).toMatchObject({ status: 400 })
    expect(await problemOf(await post('{"name": "x", "constructor": {"prototype": {}}}'))).toMatchObject({
      status: 400,
    })
    expect(await problemOf(await post(`{"name": "${"x".repeat(9 * 2 ** 20)}"}`))).toMatchObject({
      code: "hub/too-large",
    })
    expect(await problemOf(await post(`${"[".repeat(100_000)}`))).toMatchObject({ status: 400 })
  })

  test("a cursor that was tampered with is refused", async () => {
    const { next_cursor } = await hub.client().listMembers({ query: { limit: 1 } })
    const second = await hub.client().listMembers({ query: { limit: 1, cursor: next_cursor! } })
    expect(second.items).toHaveLength(1)
    const cursors = [
      "x",
      `${next_cursor!.slice(0, -4)}AAAA`,
      Buffer.from('["a", "not an id"]').toString("base64url"),
      Buffer.from('["a", "\' or 1=1"]').toString("base64url"),
      Buffer.from('["\\u0000", "0b6a9bd1-9b5c-4b6e-9d0e-0a4a7a2f6c11"]').toString("base64url"),
      "x".repeat(501),
    ]
    for (const list of ["members", "tokens", "audit", "repositories"])
      for (const cursor of cursors)
        expect((await hub.fetch(`/api/v1/${list}?cursor=${cursor}`)).status, `${list} ${cursor}`).toBe(400)
  })

  test("with texts that no database can hold are refused", async () => {
    for (const name of ["a\\u0000b", "\\ud800"])
      expect(await problemOf(await post(`{"name": "${name}"}`)), name).toMatchObject({ code: "hub/request" })
    expect((await hub.fetch("/api/v1/repositories?search=a%00b")).status).toBe(400)
    expect((await hub.fetch("/api/v1/audit?object=%00")).status).toBe(400)
  })

  test("for addresses with tricks in them find nothing", async () => {
    for (const path of [
      "..%2f..%2fetc%2fpasswd",
      "%2e%2e/%2e%2e/hub.lock",
      "a%00b",
      "a;b=c",
      "..%5c..%5chub.lock",
      "%252e%252e%252fhub.lock",
      "a%0d%0ax: y",
      "x".repeat(300),
    ]) {
      expect([400, 404], path).toContain((await hub.fetch(`/api/v1/repositories/${path}`)).status)
      const page = await fetch(`${hub.url}/${path}`)
      expect(await page.text()).not.toMatch(/root:|"pid"/)
    }
    expect((await hub.fetch("/api/v1/absent")).status).toBe(404)
    expect((await hub.fetch("/api/v1/members", { method: "DELETE" })).status).toBe(404)
  })
})

test("answers tell browsers to be careful", async () => {
  for (const path of ["/", "/api/v1/health", "/api/v1/session", "/absent.js"]) {
    const { headers } = await fetch(hub.url + path)
    expect(headers.get("x-content-type-options")).toBe("nosniff")
    expect(headers.get("x-frame-options")).toBe("DENY")
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'")
    expect(headers.get("content-security-policy")).not.toContain("unsafe-eval")
    expect(headers.get("access-control-allow-origin")).toBeNull()
    expect(headers.get("server")).toBeNull()
  }
})

test("the last admin stays one", async () => {
  await using alone = await startTestHub()
  const admin = alone.client()
  for (const name of ["Ada", "Ben", "Cem"])
    await admin.createMember({ body: { name, email: `${name}@example.org`, role: "admin" } })
  const { items } = await admin.listMembers()
  const admins = items.filter(({ role }) => role === "admin")
  const results = await Promise.allSettled(
    admins.flatMap(({ id }) => [
      admin.updateMember({ params: { id }, body: { role: "viewer" } }),
      admin.createSignInLink({ params: { id } }),
    ]),
  )
  const updates = results.filter((_, i) => i % 2 === 0)
  expect(updates.filter(({ status }) => status === "fulfilled").length).toBeLessThan(admins.length)
  const { items: after } = await alone.client("viewer").listMembers()
  expect(after.filter(({ role, is_active }) => role === "admin" && is_active).length).toBeGreaterThan(0)
  expect(alone.faults).toEqual([])
})
