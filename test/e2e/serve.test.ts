// fidelio serve, whole: says where it is, answers, loads again, is told to end, and says what is wrong.
import type { ChildProcess } from "node:child_process"
import { cpSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fidelio, outcomeOf, startFidelio, temporaryFolder, type Folder, type Outcome } from "../support/command.ts"
import { ask, postJson } from "../support/http.ts"
import { root } from "../support/sources.ts"

type Event = Readonly<Record<string, unknown>> & { readonly event: string }

const penguin = {
  Island: "Biscoe",
  "Beak Length (mm)": 45,
  "Beak Depth (mm)": 15,
  "Flipper Length (mm)": 215,
  "Body Mass (g)": 5000,
  Sex: "MALE",
}

let folder: Folder
let model: string

beforeAll(async () => {
  folder = temporaryFolder()
  const config = join(root, "examples/penguins/config.yaml")
  const data = join(root, "node_modules/vega-datasets/data/penguins.json")
  const outcome = await fidelio(["train", "-c", config, "-d", data, "--skip_save_processed_input"], {
    cwd: folder.path,
  })
  expect(outcome).toMatchObject({ status: 0 })
  model = folder.at("results/experiment_run/model")
})
afterAll(() => folder[Symbol.dispose]())

interface Serving {
  readonly child: ChildProcess
  readonly url: string
  readonly outcome: Promise<Outcome>
  /** The next event of this name. */
  next(name: string): Promise<Event>
}

/** Starts the server at a free port and reads its events. */
async function serving(words: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Serving> {
  const all = ["serve", "-m", model, "--port", "0", "--json", ...words]
  const child = startFidelio(all, { cwd: folder.path, env })
  const outcome = outcomeOf(child)
  const ended = outcome.then(({ stderr }): never => expect.fail(`The server ended: ${stderr}`))
  ended.catch(() => undefined) // who waits for an event is told
  const events: Event[] = []
  const waiting: { readonly name: string; readonly resolve: (event: Event) => void }[] = []
  const offer = (): void => {
    for (;;) {
      const wish = waiting.findIndex(({ name }) => events.some(({ event }) => event === name))
      if (wish < 0) return
      const [{ name, resolve }] = waiting.splice(wish, 1) as [(typeof waiting)[number]] // there is one
      const place = events.findIndex(({ event }) => event === name)
      resolve(events.splice(place, 1)[0]!)
    }
  }
  createInterface({ input: child.stdout! }).on("line", (line) => {
    events.push(JSON.parse(line) as Event)
    offer()
  })
  const next = (name: string): Promise<Event> => {
    const { promise, resolve } = Promise.withResolvers<Event>()
    waiting.push({ name, resolve })
    offer()
    return Promise.race([promise, ended])
  }
  const { url } = await next("serving")
  return { child, url: url as string, outcome, next }
}

async function stop({ child, outcome }: Serving, signal: NodeJS.Signals = "SIGTERM"): Promise<Outcome> {
  child.kill(signal)
  return outcome
}

describe("fidelio serve", () => {
  it.for(["SIGTERM", "SIGINT"] as const)("answers until %s, and then ends well", async (signal) => {
    const server = await serving()
    const { status, body } = await postJson(`${server.url}/predict`, penguin)
    expect([status, (body as { Species_predictions: string }).Species_predictions]).toEqual([200, "Gentoo"])
    expect((await ask(`${server.url}/v2/health/ready`)).status).toBe(200)
    const stopped = server.next("stopped")
    expect(await stop(server, signal)).toMatchObject({ status: 0, stderr: "" })
    expect(await stopped).toMatchObject({ requests: 1, in_time: true })
  })

  it("says where it is, and warns when everyone may ask", async () => {
    const child = startFidelio(["serve", "-m", model, "-p", "0", "-H", "0.0.0.0"], { cwd: folder.path })
    const outcome = outcomeOf(child)
    const lines = createInterface({ input: child.stdout! })
    for await (const line of lines) if (line.includes("--token_file")) break
    child.kill("SIGTERM")
    const { status, stdout } = await outcome
    expect(status).toBe(0)
    for (const part of [
      "Serving",
      "1 model",
      "version ",
      "http://localhost:",
      "/docs",
      "Stopped after 0 predictions",
    ]) {
      expect(stdout).toContain(part)
    }
  })

  it("asks for the tokens of its file and of its environment", async () => {
    folder.write("tokens.txt", "# who may ask\nfrom-the-file-1\n\nfrom-the-file-2\n")
    const env = { FIDELIO_SERVE_TOKENS: "from-the-environment" }
    const server = await serving(["--token_file", "tokens.txt"], env)
    const askWith = async (token: string): Promise<number> =>
      (await postJson(`${server.url}/predict`, penguin, { authorization: `Bearer ${token}` })).status
    expect(await Promise.all(["from-the-file-1", "from-the-file-2", "from-the-environment"].map(askWith))).toEqual([
      200, 200, 200,
    ])
    expect(await Promise.all(["# who may ask", "", "wrong-wrong"].map(askWith))).toEqual([401, 401, 401])
    const { stdout } = await stop(server)
    expect(stdout).not.toContain("from-the")
  })

  it("loads its models again on SIGHUP, and says what it could not load", async () => {
    const copy = folder.at("copied/model")
    cpSync(model, copy, { recursive: true })
    const server = await serving(["--model", `copy=${copy}`, "--no_watch"])
    server.child.kill("SIGHUP")
    const names = [await server.next("reloaded"), await server.next("reloaded")].map(({ model: name }) => String(name))
    expect(names.toSorted((a, b) => a.localeCompare(b))).toEqual(["copy", "model"])
    folder.write("copied/model/model.onnx", "nothing")
    server.child.kill("SIGHUP")
    expect(await server.next("reload_failed")).toMatchObject({ model: "copy", error: { code: "artifact/corrupt" } })
    expect((await postJson(`${server.url}/predict?model=copy`, penguin)).status).toBe(200)
    expect(await stop(server)).toMatchObject({ status: 0 })
  })

  it("logs requests without their values", async () => {
    const server = await serving(["--log_requests"])
    await postJson(`${server.url}/predict`, { ...penguin, Island: "a-secret-place" })
    expect(await server.next("request")).toMatchObject({ route: "/predict", status: 200, rows: 1, model: "model" })
    const { stdout } = await stop(server)
    expect(stdout).not.toContain("a-secret-place")
  })

  it.for<[string, readonly string[], string]>([
    ["no model", ["-p", "0"], "--model_path"],
    ["a model that is not there", ["-m", "none"], "does not exist"],
    ["a model without a name", ["--model", "results"], "name=path"],
    ["two models of one name", ["--model", "a=x", "--model", "a=y"], 'named "a"'],
    ["a name that is none", ["--model", "a b=x"], '"a b"'],
    ["a port that is none", ["-m", "x", "-p", "70000"], "70000"],
    ["a file of tokens that is not there", ["-m", "x", "--token_file", "none"], "tokens"],
  ])("says what is wrong with %s", async ([, words, said]) => {
    const { status, stderr } = await fidelio(["serve", ...words], { cwd: folder.path })
    expect(status).toBeGreaterThan(0)
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(said)
    expect(stderr).not.toMatch(/\n\s+at .*:\d+/)
  })
})
