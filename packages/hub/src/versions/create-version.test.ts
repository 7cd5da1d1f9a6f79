import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  openVersionBench,
  titanicColumns,
  titanicConfig,
  type VersionBench,
} from "../../../../test/support/hub-versions.ts"
import { readConfig } from "./check-config.ts"
import { createVersion } from "./create-version.ts"

let bench: VersionBench

beforeAll(async () => {
  bench = await openVersionBench()
})
afterAll(() => bench[Symbol.asyncDispose]())

const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

describe("a version", () => {
  test("has its number, its config as written and as rendered, its data and its job", async () => {
    await bench.addRepository("first")
    const version = await bench.train("first", { description: "A beginning.", seed: 7 })
    expect(version).toMatchObject({
      repository: "first",
      number: 1,
      status: "queued",
      origin: "trained",
      model_type: "ecd",
      author: { id: bench.ada.userId, name: "Ada" },
      parent: null,
      dataset: { name: "titanic", revision: 1 },
      outputs: [{ name: "survived", type: "binary" }],
      description: "A beginning.",
      config: titanicConfig,
      seed: 7,
      metrics: {},
      aliases: [],
      attempt: 0,
    })
    expect(version.rendered_config).toEqual(JSON.parse(readConfig(titanicConfig).rendered))
    expect(Object.keys(version.rendered_config as object)).toEqual(Object.keys(readConfig(titanicConfig).config))
    expect(version.stages).toEqual({ queued: version.created, preprocessing: null, training: null, evaluating: null })
    expect((await bench.queue.take())?.versionId).toBe(version.id)
    const audited = await bench.db.selectFrom("audit").where("object", "=", "first@1").selectAll().execute()
    expect(audited).toMatchObject([
      { action: "version.train", actor_id: bench.ada.userId, after: { dataset: "titanic@1", parent: null, seed: 7 } },
    ])
  })

  test("is edited from a version of its repository, by number or alias", async () => {
    await bench.addRepository("edited")
    await bench.train("edited")
    const second = await bench.train("edited", { parent: 1 })
    expect(second.parent).toEqual({ repository: "edited", number: 1 })
    expect(await refusal(bench.train("edited", { parent: 9 }))).toMatchObject({
      code: "hub/not-found",
      message: 'The repository "edited" has no version 9.',
    })
  })

  test("learns from the newest revision, or from the one that is named", async () => {
    await bench.addRevision("rows")
    await bench.addRevision("rows")
    await bench.addRepository("of-rows")
    expect((await bench.train("of-rows", { dataset: "rows" })).dataset).toMatchObject({ name: "rows", revision: 2 })
    expect((await bench.train("of-rows", { dataset: "rows@1" })).dataset).toMatchObject({ name: "rows", revision: 1 })
    expect(await refusal(bench.train("of-rows", { dataset: "rows@7" }))).toMatchObject({
      code: "hub/not-found",
      message: 'The dataset "rows" has no revision 7.',
    })
    expect(await refusal(bench.train("of-rows", { dataset: "nothing" }))).toMatchObject({
      code: "hub/not-found",
      message: 'There is no dataset "nothing".',
    })
  })

  test("needs a config that holds: every problem is told at once", () => {
    expect(() => readConfig("input_features: []\ntrainer: {epoch: 3}\n")).toThrow(
      expect.objectContaining({ code: "config/invalid", problems: expect.objectContaining({ length: 3 }) as unknown }),
    )
  })

  test("needs data with the config's columns: every one that is missing is told at once, and no number is taken", async () => {
    await bench.addRepository("columns")
    const config = titanicConfig.replace("name: age", "name: Age").replace("name: sex", "name: ticket")
    const error = await refusal(bench.train("columns", { config: `${config}preprocessing: {split: {type: fixed}}\n` }))
    expect(error).toMatchObject({
      code: "config/invalid",
      message: "The config names 3 columns that titanic@1 does not have.",
      problems: [
        { code: "data/missing-column", at: "input_features[0]", hint: 'Did you mean "age"?' },
        { at: "input_features[1]", hint: "Its columns are age, sex, survived." },
        { at: "preprocessing.split.column" },
      ],
    })
    expect((await bench.train("columns")).number).toBe(1)
  })

  test("finds columns as a training finds them: by their names with special characters replaced, too", async () => {
    await bench.addRepository("cleaned")
    await bench.addRevision("cleaned", [{ ...titanicColumns[0]!, name: "age (years)" }, ...titanicColumns.slice(1)])
    const config = titanicConfig.replace("name: age", "name: age _years_")
    expect((await bench.train("cleaned", { config, dataset: "cleaned" })).number).toBe(1)
  })

  test("is made whole or not at all", async () => {
    await bench.addRepository("whole")
    const checked = readConfig(titanicConfig)
    const request = {
      repository: "whole",
      config: titanicConfig,
      checked,
      dataset: "titanic",
      parent: undefined,
      description: "",
      seed: 1,
    }
    const full = { enqueue: () => Promise.reject(new RangeError("full")) }
    await expect(bench.change((made) => createVersion(made, full, request))).rejects.toThrow(RangeError)
    const { next_number } = await bench.db
      .selectFrom("repository")
      .where("name", "=", "whole")
      .select("next_number")
      .executeTakeFirstOrThrow()
    expect(next_number).toBe(1)
  })
})

describe("two people at once", () => {
  test("get two numbers: thirty trainings have one to thirty, in the order in which they were made", async () => {
    await bench.addRepository("busy")
    const people = [bench.ada, bench.ben]
    const made = await Promise.all(Array.from({ length: 30 }, (_, i) => bench.train("busy", {}, people[i % 2])))
    const byNumber = made.toSorted((a, b) => a.number - b.number)
    expect(byNumber.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
    const times = byNumber.map(({ created }) => created)
    expect(times).toEqual(times.toSorted())
  })

  test("train in two repositories without waiting for one another's numbers", async () => {
    await Promise.all([bench.addRepository("left"), bench.addRepository("right")])
    const made = await Promise.all(["left", "right", "left", "right"].map((name) => bench.train(name)))
    expect(made.map(({ repository, number }) => `${repository}@${number}`).toSorted()).toEqual([
      "left@1",
      "left@2",
      "right@1",
      "right@2",
    ])
  })
})
