// Files of other programs that are damaged, hostile, or hold what cannot be taken over: each is an error that says so.
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { FidelioError } from "../../errors.ts"
import { decodeMessage, encodeMessage, type AttributeMessage, type ModelMessage } from "../../graph/onnx-schema.ts"
import { randomKey, randomStream } from "../../random.ts"
import { readImportedModel } from "./read-model.ts"

const folder = new URL("../../../../../test/fixtures/trees/", import.meta.url)
const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(new URL(file, folder)))
const textOf = (part: Uint8Array): string => new TextDecoder().decode(part)
const read = (bytes: Uint8Array) => readImportedModel(bytes, { textOf })

function expectRefusal(bytes: Uint8Array, message: RegExp): void {
  expect(() => read(bytes)).toThrow(expect.objectContaining({ code: "artifact/import", message: expect.stringMatching(message) as unknown })) // prettier-ignore
}

/** Whatever comes, nothing but our own errors; gives how often it was refused. */
function refusals(files: readonly Uint8Array[]): number {
  let refused = 0
  for (const bytes of files)
    try {
      read(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(FidelioError)
      expect(error).toMatchObject({ code: "artifact/import" })
      refused++
    }
  return refused
}

const files = ["sklearn-boosted-class.onnx", "sklearn-scaled-class.onnx", "ensemble.onnx", "lightgbm-class.txt", "xgboost-ids.json"] // prettier-ignore

describe.each(files)("%s", (file) => {
  const whole = bytesOf(file)

  it("is refused where it is cut off", () => {
    const cuts = Array.from({ length: 60 }, (_, i) => whole.subarray(0, Math.floor((i * (whole.length - 30)) / 60)))
    expect(refusals(cuts)).toBeGreaterThan(45) // what is cut may still be a whole file to its format
  })

  it("is read or refused where bytes are changed, never more", () => {
    const random = randomStream(randomKey(7, file))
    const changed = Array.from({ length: 150 }, () => {
      const bytes = whole.slice()
      for (let i = 0; i < 3; i++) bytes[random.below(bytes.length)] = random.below(256)
      return bytes
    })
    expect(refusals(changed)).toBeGreaterThan(0)
  })
})

describe("an ONNX file", () => {
  const changed = (file: string, change: (model: ModelMessage) => void): Uint8Array => {
    const model = decodeMessage(bytesOf(file))
    change(model)
    return encodeMessage(model)
  }
  const attribute = (model: ModelMessage, name: string): AttributeMessage =>
    model.graph!.node![0]!.attribute!.find((one) => one.name === name)!
  const boosted = "sklearn-boosted-number.onnx"
  const classes = "sklearn-boosted-class.onnx"

  it.each([
    ["refused-operator.onnx", /the operator ai\.onnx\.ml\.SVMRegressor/],
    ["refused-custom.onnx", /the operator com\.example\.Execute/],
    ["refused-after.onnx", /the operator Sin after the model/],
  ])("%s is refused by the operator's name", (file, message) => expectRefusal(bytesOf(file), message))

  const { node: scaler } = decodeMessage(bytesOf("sklearn-scaled-number.onnx")).graph!
  const cases: readonly [string, string, (model: ModelMessage) => void, RegExp][] = [
    ["a circle", boosted, (model) => (attribute(model, "nodes_truenodeids").ints![1] = 0), /circle|hang together/],
    ["branches that meet", boosted, (model) => (attribute(model, "nodes_truenodeids").ints![0] = 2), /circle|hang together/], // prettier-ignore
    ["a node that is not there", boosted, (model) => (attribute(model, "nodes_falsenodeids").ints![0] = 99), /without the node 99/], // prettier-ignore
    ["a column that is not there", boosted, (model) => (attribute(model, "nodes_featureids").ints![0] = 3), /column 3 of 3/], // prettier-ignore
    ["a negative column", boosted, (model) => (attribute(model, "nodes_featureids").ints![0] = -1), /column -1 of 3/],
    ["a score that is not there", boosted, (model) => (attribute(model, "target_ids").ints![0] = 5), /score 5, of 1/],
    ["lists of other lengths", boosted, (model) => void attribute(model, "nodes_values").floats!.pop(), /nodes_values in TreeEnsembleRegressor; expected/], // prettier-ignore
    ["an unknown mode", boosted, (model) => (attribute(model, "nodes_modes").strings![0] = "BRANCH_MEMBER"), /the mode BRANCH_MEMBER/], // prettier-ignore
    ["two nodes of one id", boosted, (model) => (attribute(model, "nodes_nodeids").ints![1] = 0), /two nodes 0/],
    ["more targets than can be", boosted, (model) => (attribute(model, "n_targets").i = 2 ** 40), /says 1099511627776 where a number of scores/], // prettier-ignore
    ["several targets", boosted, (model) => (attribute(model, "n_targets").i = 2), /2 targets in one/],
    ["another transform", classes, (model) => (attribute(model, "post_transform").s = "PROBIT"), /post_transform PROBIT; expected NONE or SOFTMAX/], // prettier-ignore
    ["a class twice", classes, (model) => (attribute(model, "classlabels_strings").strings![1] = "large"), /each once/],
    ["more columns than can be", boosted, (model) => (model.graph!.input![0]!.type!.tensorType!.shape!.dim![1]!.dimValue = 2 ** 31), /does not say how many columns/], // prettier-ignore
    ["text", boosted, (model) => (model.graph!.input![0]!.type!.tensorType!.elemType = 8), /takes text/],
    ["a scaler before trees", boosted, (model) => scaleFirst(model), /ai\.onnx\.ml\.Scaler before trees/],
    ["two models", boosted, (model) => void model.graph!.node!.push(model.graph!.node![0]!), /2 models/],
    ["numbers in another file", "ensemble.onnx", (model) => (attribute(model, "nodes_splits").t!.dataLocation = 1), /in another file/], // prettier-ignore
    ["an initializer in another file", boosted, (model) => void (model.graph!.initializer = [{ name: "w", dataLocation: 1 }]), /keeps "w" in another file/], // prettier-ignore
    ["roots that share a tree", "ensemble.onnx", (model) => (attribute(model, "tree_roots").ints = [0, 0]), /circle, or whose branches meet/], // prettier-ignore
    ["a root that is not there", "ensemble.onnx", (model) => (attribute(model, "tree_roots").ints = [9]), /node 9, which is not there/], // prettier-ignore
    ["a leaf that is not there", "ensemble.onnx", (model) => (attribute(model, "nodes_truenodeids").ints![0] = 9), /leaf 9, which is not there/], // prettier-ignore
    ["trees of which the least counts", "ensemble.onnx", (model) => (attribute(model, "aggregate_function").i = 2), /the least or the greatest/], // prettier-ignore
    ["nothing learned", boosted, (model) => void (model.graph!.node = []), /no operator that holds trees/],
  ]
  function scaleFirst(model: ModelMessage): void {
    const [node] = model.graph!.node!
    model.graph!.node = [scaler![0]!, { ...node!, input: [scaler![0]!.output![0]!] }]
  }

  it.each(cases)("of %s is refused", (_, file, change, message) => expectRefusal(changed(file, change), message))
})

describe("text", () => {
  const changed = (file: string, from: string | RegExp, to: string): Uint8Array => {
    const text = textOf(bytesOf(file))
    const other = text.replace(from, to)
    expect(other).not.toBe(text)
    return new TextEncoder().encode(other)
  }

  it.each([
    [
      "lightgbm-class.txt",
      /num_tree_per_iteration=3/,
      "num_tree_per_iteration=3000000000",
      /trees for 3000000000 scores/,
    ],
    ["lightgbm-class.txt", /\d+:\d+:\d+/, "4000000000:1:2", /a level -4000000000/],
    ["lightgbm-number.txt", /left_child=\S+/, "left_child=0", /hang together/],
    ["lightgbm-number.txt", /split_feature=\d+/, "split_feature=77", /column 77/],
    ["xgboost-ids.json", /"categories":\[\d+/, '"categories":[9007199254740991', /a category of \d+ levels/],
    [
      "xgboost-number.json",
      /"num_feature":"\d+","num_target"/,
      '"num_feature":"99999999999","num_target"',
      /where a count is expected/,
    ],
    ["lightgbm-class.txt", /cat_boundaries=0 \d+/, "cat_boundaries=0 99", /overlap, or end outside/],
    ["xgboost-number.json", /"left_children":\[\d+/, '"left_children":[0', /hang together/],
  ] as const)("%s with %s as %s is refused", (file, from, to, message) => {
    expectRefusal(changed(file, from, to), message)
  })

  it("whose sets would fill the memory is refused", () => {
    const nodes = (text: string) => text.replaceAll(/"categories_nodes":\[[^\]]*\]/g, `"categories_nodes":[${Array.from({ length: 5000 }, () => 0).join()}]`) // prettier-ignore
    const text = nodes(textOf(bytesOf("xgboost-ids.json")))
    const bytes = new TextEncoder().encode(text)
    expect(() => readImportedModel(bytes, { textOf, levels: { f1: 900_000 } })).toThrow(/too much to hold in memory/)
  })

  it("of nothing, or of something else, is refused", () => {
    expectRefusal(new Uint8Array(0), /empty/)
    expectRefusal(new TextEncoder().encode("age,price\n1,2\n"), /no ONNX file/)
    expectRefusal(new TextEncoder().encode("{}"), /XGBoost/)
  })
})
