// Members, tokens, sessions and the record of what everyone did.
import { afterAll, beforeAll, expect, test } from "vitest"
import { startTestHub, type TestHub } from "../../../../test/support/hub.ts"
import { connect } from "../db/connect.ts"
import { keepTidy } from "../db/retention.ts"

let hub: TestHub
beforeAll(async () => void (hub = await startTestHub()))
afterAll(async () => {
  expect(hub.faults).toEqual([])
  await hub.close()
})

const address = (name: string): string => `${name}@example.org`

test("the organisation has a name that admins change", async () => {
  const before = await hub.client("viewer").getOrganisation()
  const after = await hub.client().updateOrganisation({ body: { name: "Wine makers" } })
  expect(after).toEqual({ ...before, name: "Wine makers" })
  expect(await hub.client("viewer").getOrganisation()).toEqual(after)
  const { items } = await hub.client().listAudit({ query: { action: "organisation.update" } })
  expect(items[0]).toMatchObject({
    actor: { name: "The admin" },
    before: { name: before.name },
    after: { name: "Wine makers" },
  })
})

test("members are added once an address, listed by name in pages, changed and shut out", async () => {
  const admin = hub.client()
  for (const name of ["Zoe", "adam", "Bea"])
    await admin.createMember({ body: { name, email: address(name), role: "viewer" } })
  await expect(
    admin.createMember({ body: { name: "Adam 2", email: address("ADAM"), role: "viewer" } }),
  ).rejects.toMatchObject({ code: "hub/exists", problem: { at: "email" } })
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await admin.listMembers({ query: { limit: 2, ...(cursor === undefined ? {} : { cursor }) } })
    names.push(...page.items.map(({ name }) => name))
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  expect(names).toEqual(["adam", "Admin", "Bea", "The admin", "The editor", "The viewer", "Zoe"])
  const { items } = await admin.listMembers()
  const { id } = items.find(({ name }) => name === "Zoe")!
  expect(await admin.updateMember({ params: { id }, body: { role: "editor" } })).toMatchObject({ role: "editor" })
  expect(await admin.updateMember({ params: { id }, body: { is_active: false } })).toMatchObject({ is_active: false })
  const absent = { id: "0b6a9bd1-9b5c-4b6e-9d0e-0a4a7a2f6c11" }
  await expect(admin.updateMember({ params: absent, body: {} })).rejects.toMatchObject({ code: "hub/not-found" })
})

test("a session tells who one is, as what, and until when", async () => {
  const made = await hub.client("editor").createToken({ body: { name: "short", expires_in_days: 1 } })
  const response = await fetch(`${hub.url}/api/v1/session`, { headers: { authorization: `Bearer ${made.secret}` } })
  expect(await response.json()).toMatchObject({
    user: { name: "The editor", role: "editor" },
    role: "viewer",
    csrf_token: "",
    expires: made.token.expires,
  })
})

test("tokens are listed newest first, a page at a time, without their secrets", async () => {
  const client = hub.client("viewer")
  const secrets: string[] = []
  for (let i = 0; i < 5; i++) secrets.push((await client.createToken({ body: { name: `t${i}` } })).secret)
  const first = await client.listTokens({ query: { limit: 3 } })
  const second = await client.listTokens({ query: { limit: 3, cursor: first.next_cursor! } })
  const all = [...first.items, ...second.items]
  expect(all.map(({ name }) => name)).toEqual(["t4", "t3", "t2", "t1", "t0", "for tests as viewer"])
  expect(second.next_cursor).toBeNull()
  const text = JSON.stringify(all)
  for (const secret of secrets) expect(text).not.toContain(secret)
})

test("the audit log has every change with who did it, and no secret", async () => {
  const admin = hub.client()
  const { token, secret } = await admin.createToken({ body: { name: "audited", kind: "service", role: "editor" } })
  await admin.revokeToken({ params: { id: token.id } })
  await admin.revokeToken({ params: { id: token.id } }) // again: no change
  const { items } = await admin.listAudit({ query: { object: token.id } })
  expect(items.map(({ action }) => action)).toEqual(["token.revoke", "token.create"])
  expect(items[1]).toMatchObject({ after: { name: "audited", kind: "service", role: "editor" } })
  expect(items[0]!.token_id).not.toBeNull()
  expect(items[0]).toMatchObject({ token_name: "for tests as admin", object_name: "audited" })
  const everything = await admin.listAudit({ query: { limit: 200 } })
  expect(everything.items.filter(({ object_type }) => object_type !== "token").map((one) => one.object_name)).toContain(
    null,
  )
  const ids = everything.items.map(({ id }) => id)
  expect(ids).toEqual(ids.toSorted((a, b) => b - a))
  const text = JSON.stringify(everything)
  expect(text).not.toContain(secret.slice(4))
  expect(text).not.toMatch(/secret|hash|csrf/)
  const some = await admin.listAudit({ query: { limit: 1, actor: items[0]!.actor!.id } })
  const older = await admin.listAudit({ query: { limit: 1, cursor: some.next_cursor! } })
  expect(older.items[0]!.id).toBeLessThan(some.items[0]!.id)
})

test("use of a token is written down once a minute at most", async () => {
  const { secret, token } = await hub.client().createToken({ body: { name: "used" } })
  const used = async () => {
    await fetch(`${hub.url}/api/v1/organisation`, { headers: { authorization: `Bearer ${secret}` } })
    const { items } = await hub.client().listTokens({ query: { limit: 200 } })
    return items.find(({ id }) => id === token.id)!.last_used
  }
  const first = await used()
  expect(first).not.toBeNull()
  expect(await used()).toBe(first)
})

test("what is over is removed: sessions, links, and answers to keys", async () => {
  await using db = connect(hub.database, { maxConnections: 1 })
  const user = await db.selectFrom("user").select("id").executeTakeFirstOrThrow()
  const past = new Date(Date.now() - 1000)
  const old = { user_id: user.id, expires: past, secret_hash: Buffer.from("old") }
  await db
    .insertInto("session")
    .values({ ...old, csrf_token: "x" })
    .execute()
  await db.insertInto("sign_in_link").values(old).execute()
  const key = { user_id: user.id, operation: "x", request_hash: Buffer.from("x") }
  await db
    .insertInto("idempotency_key")
    .values([
      { ...key, key: "old", created: new Date(Date.now() - 3 * 86_400_000) },
      { ...key, key: "new" },
    ])
    .execute()
  const faults: unknown[] = []
  await keepTidy(db, (error) => void faults.push(error))[Symbol.asyncDispose]()
  expect(faults).toEqual([])
  expect(await db.selectFrom("session").select("id").where("expires", "<=", past).execute()).toEqual([])
  expect(await db.selectFrom("sign_in_link").select("id").where("expires", "<=", past).execute()).toEqual([])
  expect(await db.selectFrom("idempotency_key").select("key").execute()).toEqual([{ key: "new" }])
})
