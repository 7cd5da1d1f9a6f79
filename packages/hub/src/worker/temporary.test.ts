import { spawn, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { startOf } from "../process-start.ts"
import { openTemporary } from "./temporary.ts"

let root: string
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "fidelio-test-"))))
afterEach(() => rmSync(root, { recursive: true }))

const make = (...names: readonly string[]): void => names.forEach((name) => mkdirSync(join(root, name)))

const folderOf = (pid: number, tail: string): string => `${pid}-${startOf(pid)}-${tail}`

test("what dead processes left is removed, also where their number is ours now; what lives stays", async () => {
  const dead = `${spawnSync(process.execPath, ["-e", ""]).pid}-12345-dead`
  const [sibling, parent] = [folderOf(process.pid, "sibling"), folderOf(process.ppid, "parent")]
  make(dead, `${process.pid}-1-before`, sibling, parent, "other")
  const own = await openTemporary(root)
  expect(readdirSync(root).toSorted()).toEqual([basename(own), sibling, parent, "other"].toSorted())
})

test.runIf(process.platform === "linux")(
  "what a killed process left is removed before its parent notes its end",
  async () => {
    const killed = `sleep 0.05 & echo $!; exec sleep 60` // the second never asks how the first ended
    const parent = spawn("sh", ["-c", killed], { stdio: ["ignore", "pipe", "ignore"] })
    try {
      const [said] = (await parent.stdout.take(1).toArray()) as readonly Buffer[]
      const pid = Number(String(said))
      const left = folderOf(pid, "left")
      make(left)
      while (!/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) await delay(10)
      const own = await openTemporary(root)
      expect(readdirSync(root)).toEqual([basename(own)])
    } finally {
      parent.kill("SIGKILL")
    }
  },
)
