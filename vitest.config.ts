import { tmpdir } from "node:os"
import { join } from "node:path"
import { defineConfig } from "vitest/config"
import { LongestFirst } from "./test/support/longest-first.ts"

const conditions = ["source"]

/** Files that load ONNX Runtime or DuckDB, or start processes: their own project, so that the pure tests stay fast. */
const native = [
  "packages/engine/src/**/*.test.ts",
  "packages/fidelio/src/**/*.test.ts",
  "packages/hub/src/**/*.test.ts",
  "test/contract/**/*.native.test.ts",
]

/** Tests of the hub: on the embedded database in their projects, and once more on PostgreSQL where there is one. */
const hub = ["packages/hub/src/**/*.test.ts", "test/e2e/hub*.test.ts"]
const postgres = process.env["FIDELIO_TEST_DATABASE"] ?? ""
const embedded = { FIDELIO_TEST_DATABASE: "" }

/** Where processes that tests start keep what their modules were compiled to, as the command does. */
const processes = { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") }

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    reporters: ["default", "./test/support/summary-reporter.ts"],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          pool: "threads",
          isolate: false,
          sequence: { groupOrder: 0 },
          include: ["packages/{core,web}/src/**/*.test.ts", "test/contract/**/*.test.ts", "test/*.test.ts"],
          exclude: native,
        },
      },
      {
        extends: true,
        test: {
          name: "native",
          pool: "forks",
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          include: native,
          env: { ...embedded, ...processes },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          pool: "forks",
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
          include: ["test/e2e/**/*.test.ts"],
          env: { ...embedded, ...processes },
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      ...(postgres === ""
        ? []
        : [
            {
              extends: true as const,
              test: {
                name: "postgres",
                pool: "forks" as const,
                maxWorkers: 3,
                sequence: { groupOrder: 2 },
                include: hub,
                exclude: ["packages/hub/src/{embedded,configs}/**"],
                env: processes,
                testTimeout: 240_000,
                hookTimeout: 240_000,
              },
            },
          ]),
    ],
  },
})
