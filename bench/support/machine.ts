// What a benchmark ran on: printed above its table, for a figure says little without it.
import { readFileSync } from "node:fs"
import { arch, cpus, loadavg, platform, totalmem } from "node:os"

const versionOf = (path: string): string =>
  (JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as { version: string }).version // of a package.json

/** One line each: date, machine, versions, and how busy the machine was before. */
export function machineLines(peers: Readonly<Record<string, string>> = {}): string {
  const processors = cpus()
  const [load = 0] = loadavg()
  const versions = {
    Fidelio: versionOf("../../packages/fidelio/package.json"),
    Node: process.versions.node,
    "ONNX Runtime": versionOf("../../node_modules/onnxruntime-node/package.json"),
    DuckDB: versionOf("../../node_modules/@duckdb/node-api/package.json"),
    ...peers,
  }
  return [
    `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, load ${load.toFixed(1)} before`,
    `${processors.length} × ${processors[0]?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
  ].join("\n")
}
