import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { parseConfig } from "@fidelio/core"
import { afterAll, describe, expect, it } from "vitest"
import { startTestHub } from "../../../../test/support/hub.ts"
import { temporaryFolder, vegaFile } from "../../../../test/support/tables.ts"

const folder = temporaryFolder()
const open = join(folder.path, "open")
mkdirSync(open)
const maxUpload = 4_000_000
const hub = await startTestHub({ dataDirectories: [open], maxUpload })
afterAll(async () => {
  await hub.close()
  await folder[Symbol.asyncDispose]()
})

const client = hub.client("editor")
const bytesOf = (content: string | Buffer): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(content))
const upload = (dataset: string, content: string | Buffer, query = {}) =>
  client.uploadRevision({ params: { dataset }, query, body: bytesOf(content) })
const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex")
const penguins = readFileSync(vegaFile("penguins.json"))

describe("uploads", () => {
  it("become revisions with a profile, a preview and a fingerprint", async () => {
    const made = await upload("penguins", penguins, { file: "penguins.json" })
    expect(made).toMatchObject({
      dataset: "penguins",
      revision: 1,
      rows: 344,
      format: "json",
      bytes: penguins.length,
      sha256: sha256(penguins),
      source: { kind: "upload", name: "penguins.json" },
      created_by: { name: "The editor" },
      used_by: [],
    })
    expect(made.profile.map(({ name, type }) => [name, type])).toContainEqual(["Body Mass (g)", "number"])
    expect(made.preview.rows).toHaveLength(50)
    expect(await client.getRevision({ params: { dataset: "penguins", revision: 1 } })).toEqual(made)
    const file = await client.downloadRevision({ params: { dataset: "penguins", revision: 1 } })
    expect(file.headers.get("content-disposition")).toBe('attachment; filename="penguins-1.json"')
    expect(Buffer.from(await file.arrayBuffer())).toEqual(penguins)
  })

  it("of the same content, packed or not, are new revisions with the same fingerprint", async () => {
    const again = await upload("penguins", gzipSync(penguins), { file: "penguins.json.gz" })
    expect(again).toMatchObject({ revision: 2, sha256: sha256(penguins), rows: 344 })
    const dataset = await client.getDataset({ params: { dataset: "penguins" } })
    expect(dataset).toMatchObject({ revisions: 2, latest: { revision: 2, columns: 7 } })
    const { items, next_cursor } = await client.listRevisions({ params: { dataset: "penguins" }, query: { limit: 1 } })
    expect(items).toMatchObject([{ revision: 2 }])
    const rest = await client.listRevisions({ params: { dataset: "penguins" }, query: { cursor: next_cursor! } })
    expect(rest).toMatchObject({ items: [{ revision: 1 }], next_cursor: null })
  })

  it("at once get numbers of their own", async () => {
    const tables = Array.from({ length: 4 }, (_, i) => `a,b\n${`${i},1\n`.repeat(30)}`)
    const made = await Promise.all(tables.map((table) => upload("crowd", table)))
    expect(made.map(({ revision }) => revision).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4])
    expect(await client.getDataset({ params: { dataset: "crowd" } })).toMatchObject({ revisions: 4 })
  })

  it("that cannot be read are refused, and make no dataset", async () => {
    const bad: readonly (readonly [string | Buffer, object, string])[] = [
      ["", {}, "data/empty"],
      ["a,b\n", {}, "data/empty"],
      ["PAR1 but no Parquet", {}, "data/unreadable"],
      [Buffer.from("PK\u0003\u0004"), { file: "x.xlsx" }, "data/unreadable"],
      ["{]", { format: "json" }, "data/unreadable"],
      [gzipSync("a,b\n1,2\n").subarray(0, 20), {}, "data/unreadable"],
      ["x".repeat(maxUpload + 1), {}, "hub/too-large"],
    ]
    for (const [content, query, code] of bad)
      await expect(upload("bad", content, query), code).rejects.toMatchObject({ code })
    await expect(client.getDataset({ params: { dataset: "bad" } })).rejects.toMatchObject({ code: "hub/not-found" })
    await expect(
      hub.client("viewer").uploadRevision({ params: { dataset: "bad" }, body: bytesOf("a\n1") }),
    ).rejects.toMatchObject({ code: "hub/forbidden" })
  })

  it("that unpack to far more than they are do no harm", async () => {
    const packed = gzipSync(Buffer.alloc(50_000_000, "1,2,3\n"))
    expect(packed.length).toBeLessThan(100_000)
    await expect(upload("bomb", packed)).rejects.toMatchObject({ code: "hub/too-large" })
    const nested = `[{"a": ${"[".repeat(100_000)}${"]".repeat(100_000)}}]`
    await expect(upload("bomb", nested, { format: "json" })).rejects.toMatchObject({ code: "data/unreadable" })
    expect(await (await hub.fetch("/api/v1/health")).json()).toMatchObject({ status: "ok" })
  }, 120_000)
})

describe("imports", () => {
  const imported = (path: string) =>
    client.importRevision({ params: { dataset: "imported" }, body: { source: { kind: "path", path } } })

  it("from the folders that the hub was started to read from", async () => {
    const path = join(open, "t.csv")
    writeFileSync(path, `a,b\n${"1,x\n2,y\n".repeat(20)}`)
    expect(await imported("t.csv")).toMatchObject({ rows: 40, source: { kind: "path", name: path } })
    expect(await imported(path)).toMatchObject({ revision: 2 })
    symlinkSync(path, join(open, "inside.csv"))
    expect(await imported("inside.csv")).toMatchObject({ revision: 3 })
  })

  it("not from elsewhere, by no name and no link", async () => {
    const secret = folder.file("secret.csv", "a,b\n1,2\n")
    symlinkSync(secret, join(open, "link.csv"))
    symlinkSync(folder.path, join(open, "up"))
    mkdirSync(`${open}-too`)
    writeFileSync(`${open}-too/x.csv`, "a,b\n1,2\n")
    const paths = [
      secret, "../secret.csv", "link.csv", "up/secret.csv", "..", ".", "", "/etc/passwd", "/proc/self/environ",
      "/dev/zero", `${open}/../secret.csv`, `${open}-too/x.csv`, "t.csv/..", "t.csv\0", "..\\secret.csv", "*.csv",
      "%2e%2e/secret.csv", "missing.csv", "file:///etc/passwd", "x".repeat(900),
    ] // oxfmt-ignore
    for (const path of paths) {
      const code = path === "" || path.includes("\0") ? "hub/request" : "hub/address"
      await expect(imported(path), path).rejects.toMatchObject({ code })
    }
  })

  it("not from addresses that are not public", async () => {
    const own = [hub.url, "http://localhost/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/"]
    for (const url of [...own, "http://me:secret@example.org/x.csv"]) {
      const asked = client.importRevision({ params: { dataset: "far" }, body: { source: { kind: "url", url } } })
      await expect(asked, url).rejects.toMatchObject({ code: "hub/address" })
    }
  })
})

describe("configs to begin with", () => {
  it("come from the profile", async () => {
    const body = { targets: ["Species"], model_type: "gbm" as const }
    const made = await client.inferConfig({ params: { dataset: "penguins", revision: 1 }, body })
    expect(parseConfig(made.config).config).toMatchObject({
      model_type: "gbm",
      output_features: [{ name: "Species", type: "category" }],
    })
    expect(made.features).toContainEqual({ column: "Body Mass (g)", type: "number", role: "input" })
    const rows = Array.from({ length: 60 }, (_, i) => `${i},${i % 4},${(i % 3) / 2},${i % 2 === 0}`)
    await upload("classes", ["id,grade,part,flag", ...rows].join("\n"))
    const of = async (...targets: string[]) => {
      const { features } = await client.inferConfig({ params: { dataset: "classes", revision: 1 }, body: { targets } })
      return Object.fromEntries(features.map(({ column, type, role }) => [column, `${type} ${role}`]))
    }
    expect(await of("grade")).toEqual({
      id: "number excluded",
      grade: "category output",
      part: "number input",
      flag: "binary input",
    })
    expect(await of("part", "id")).toMatchObject({ part: "number output", id: "number output", grade: "number input" })
    await expect(of("nothing")).rejects.toMatchObject({ code: "data/missing-column" })
  })
})

describe("datasets", () => {
  it("are made, described, found, deleted; their names stay taken", async () => {
    await client.createDataset({ body: { name: "made", description: "By hand." } })
    await expect(client.createDataset({ body: { name: "made" } })).rejects.toMatchObject({ code: "hub/exists" })
    await expect(
      client.inferConfig({ params: { dataset: "made", revision: 1 }, body: { targets: ["a"] } }),
    ).rejects.toMatchObject({ code: "hub/not-found" })
    await client.updateDataset({ params: { dataset: "made" }, body: { description: "Changed 100%." } })
    expect(await client.listDatasets({ query: { search: "100%" } })).toMatchObject({
      items: [{ name: "made", revisions: 0, latest: null }],
    })
    const { items, next_cursor } = await client.listDatasets({ query: { limit: 2 } })
    expect(items[0]).toMatchObject({ name: "made" })
    const rest = await client.listDatasets({ query: { cursor: next_cursor! } })
    expect(new Set([...items, ...rest.items].map(({ name }) => name)).size).toBe(items.length + rest.items.length)
    await upload("made", "a,b\n1,2\n3,4\n")
    await client.deleteDataset({ params: { dataset: "made" } })
    const gone = { code: "hub/not-found" }
    await expect(client.getDataset({ params: { dataset: "made" } })).rejects.toMatchObject(gone)
    await expect(client.getRevision({ params: { dataset: "made", revision: 1 } })).rejects.toMatchObject(gone)
    await expect(client.deleteDataset({ params: { dataset: "made" } })).rejects.toMatchObject(gone)
    await expect(upload("made", "a\n1\n")).rejects.toMatchObject({ code: "hub/exists" })
    await expect(client.createDataset({ body: { name: "made" } })).rejects.toMatchObject({ code: "hub/exists" })
    const { items: log } = await hub.client("admin").listAudit({ query: { object: "made" } })
    expect(log.map(({ action }) => action)).toEqual(["dataset.delete", "dataset.update", "dataset.create"])
  })

  it("had no fault of the hub's", () => expect(hub.faults).toEqual([]))
})
