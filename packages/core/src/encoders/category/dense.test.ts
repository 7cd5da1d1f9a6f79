import { describe, expect, it } from "vitest"
import { buildPart, int32, run } from "../../../../../test/support/model-part.ts"
import { dense } from "./dense.ts"

describe("few categories", () => {
  const encode = (idx2str: readonly string[], ids: readonly number[]) => {
    const settings = dense.schema.parse({ type: "dense", onehot_up_to: 8 })
    const part = buildPart({ batch: ids.length }, (context) =>
      dense.build(context, settings, {
        value: context.graph.input("column", "int32", ["batch", 1]),
        metadata: { idx2str },
        fitted: null,
      }),
    )
    const { shape, data } = run(part, { column: int32([ids.length, 1], ids) })
    return { shape, data: Array.from(data, Number) }
  }

  it("are one-hot, and the unknown is none of them", () => {
    const { shape, data } = encode(["<UNK>", "red", "green"], [0, 1, 2])
    expect(shape).toEqual([3, 2])
    expect(data).toEqual([0, 0, 1, 0, 0, 1])
  })

  it("are a column of zeros where only the unknown is known", () => {
    expect(encode(["<UNK>"], [0, 0])).toEqual({ shape: [2, 1], data: [0, 0] })
  })
})
