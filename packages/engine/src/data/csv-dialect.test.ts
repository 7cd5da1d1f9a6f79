import { describe, expect, it } from "vitest"
import { detectDialect } from "./csv-dialect.ts"

const detect = (text: string, expected: string[] = []) => detectDialect(text, true, { expected })

describe("detectDialect", () => {
  it.each([
    ["commas", "a,b,c\n1,2,3\n", ","],
    ["tabs", "a\tb\n1,5\t2\n", "\t"],
    ["semicolons with decimal commas", "a;b\n1,5;2,5\n3,5;4,5\n", ";"],
    ["bars", "a|b\n1|2\n", "|"],
    ["commas within quotes", '"a","b"\n"1;2;3","x, y"\n', ","],
    ["one column", "a\n1\n2\n", ","],
  ])("finds the delimiter: %s", (_, text, delimiter) => {
    expect(detect(text).delimiter).toBe(delimiter)
  })
  it("finds single quotes and backslash escapes", () => {
    expect(detect("a,b\n'x, y',2\n'z',3\n").quote).toBe("'")
    expect(detect('a,b\n"say \\"hi\\"",2\n')).toMatchObject({ quote: '"', escape: "\\" })
  })
  it("reads names with quotes, delimiters and line breaks in them", () => {
    expect(detect('"a ""b""","c,d","e\nf"\n1,2,3\n').header).toEqual(['a "b"', "c,d", "e\nf"])
  })
  it("tells a header from data", () => {
    expect(detect("a,b\nx,y\n").header).toEqual(["a", "b"])
    expect(detect("1,2\n3,4\n").header).toBeUndefined()
    expect(detect("x,1\ny,2\n").header).toBeUndefined()
    expect(detect("name,2019,2020\nx,1,2\n", ["2020"]).header).toEqual(["name", "2019", "2020"])
    expect(detect("name,age\nx,1\ny,\n").header).toEqual(["name", "age"])
  })
  it("skips empty lines before the header", () => {
    expect(detect("\n\r\n\na,b\n1,2\n")).toMatchObject({ skip: 3, header: ["a", "b"] })
  })
  it("leaves a row out that the sample cuts off", () => {
    expect(detectDialect("a,b\n1,2\n3,4\n5", false, {}).width).toBe(2)
  })
})
