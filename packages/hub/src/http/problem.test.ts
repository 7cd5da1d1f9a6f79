import { problemSchema } from "@fidelio/client/contract"
import { ConfigError, errorCatalogue, FidelioError, invariant, type ErrorCode } from "@fidelio/core"
import { expect, test } from "vitest"
import { z } from "zod"
import { problemOf, RequestError } from "./problem.ts"

test("what a client did wrong is told with its place and hint", () => {
  const error = new FidelioError("hub/not-found", "There is no repository x.", { at: "repository", hint: "Make it." })
  expect(problemOf(error)).toEqual({
    problem: {
      type: "urn:fidelio:error:hub/not-found",
      title: errorCatalogue["hub/not-found"].summary,
      status: 404,
      code: "hub/not-found",
      detail: "There is no repository x.",
      at: "repository",
      hint: "Make it.",
    },
    isFault: false,
  })
})

test("every problem of a request or a config is listed", () => {
  const { error } = z.strictObject({ a: z.int(), b: z.string() }).safeParse({ a: "1", c: 2 })
  const request = problemOf(new RequestError("body", error!)).problem
  expect(request.problems?.map(({ at }) => at)).toEqual(["a", "b", ""])
  expect(request.at).toBe("a")
  const config = new ConfigError("Two problems.", [
    new FidelioError("config/value", "Too large.", { at: "trainer.epochs" }),
    new FidelioError("config/unknown-key", "No such key.", { hint: "Did you mean epochs?" }),
  ])
  expect(problemOf(config).problem.problems).toHaveLength(2)
  expect(problemSchema.parse(problemOf(config).problem)).toBeDefined()
})

test.each([
  ["hub/busy", { code: "ECONNREFUSED" }],
  ["hub/busy", { code: "57P03" }],
  ["hub/full", { code: "ENOSPC" }],
  ["hub/full", { code: "53100" }],
] as const)("what befalls the hub is told as %s for %j, without its place", (code, facts) => {
  const raised = Object.assign(new TypeError("/srv/secret"), facts)
  for (const error of [raised, new FidelioError("output/not-writable", "/srv/secret", { cause: raised })]) {
    const { problem, isFault } = problemOf(error)
    expect(problem).toMatchObject({ code, status: errorCatalogue[code].status })
    expect(JSON.stringify(problem)).not.toContain("secret")
    expect(isFault).toBe(true)
  }
})

test("what went wrong inside is not told, whatever raised it", () => {
  const secret = "postgres://me:secret@db/hub"
  const raised: unknown[] = [
    new TypeError(secret),
    secret,
    undefined,
    Object.assign(new TypeError(secret), { statusCode: 502 }),
    ...(Object.keys(errorCatalogue) as ErrorCode[])
      .filter((code) => errorCatalogue[code].status >= 500 && code !== "hub/busy")
      .map((code) => new FidelioError(code, secret, { at: secret, hint: secret })),
  ]
  try {
    invariant(false, secret)
  } catch (error) {
    raised.push(error)
  }
  for (const error of raised) {
    const { problem, isFault } = problemOf(error)
    expect(problem).toMatchObject({ status: 500, code: "hub/failed" })
    expect(JSON.stringify(problem)).not.toContain("secret")
    expect(isFault).toBe(true)
  }
})
