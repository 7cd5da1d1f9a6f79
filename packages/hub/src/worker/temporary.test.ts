import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openTemporary } from "./temporary.ts"

let root: string
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "fidelio-test-"))))
afterEach(() => rmSync(root, { recursive: true }))

test("what dead processes left is removed, also where their number is ours now; what lives stays", async () => {
  const dead = `${spawnSync(process.execPath, ["-e", ""]).pid}-dead`
  const [before, sibling, parent] = [`${process.pid}-before`, `${process.pid}-sibling`, `${process.ppid}-parent`]
  for (const name of [dead, before, sibling, parent, "other"]) mkdirSync(join(root, name))
  utimesSync(join(root, before), 0, 0)
  const own = await openTemporary(root)
  expect(readdirSync(root).toSorted()).toEqual([basename(own), sibling, parent, "other"].toSorted())
})
