import { describe, expect, it } from "vitest"
import { formatCount, formatMetric, formatSeconds } from "./numbers.ts"
import { displayWidth, fit, oneLine, pad, wrap } from "./text.ts"

describe("text", () => {
  it("knows how wide text is", () => {
    expect(displayWidth("abc")).toBe(3)
    expect(displayWidth("日本")).toBe(4)
    expect(displayWidth("\u001b[1mab\u001b[22m")).toBe(2)
    expect(displayWidth("e\u0301")).toBe(1)
    expect(displayWidth("🐧")).toBe(2)
  })

  it("cuts and fills to a width", () => {
    expect(fit("abcdef", 4)).toBe("abc…")
    expect(displayWidth(fit("日本語テキスト", 6))).toBeLessThanOrEqual(6)
    expect(pad("日", 4)).toBe("日  ")
    expect(pad("7", 3, "start")).toBe("  7")
  })

  it("keeps line breaks and escape sequences of the data out", () => {
    expect(oneLine("a\nb\u001b[31mc\u0007")).toBe("a bc ")
  })

  it("wraps at words", () => {
    expect(wrap("one two three", 8)).toEqual(["one two", "three"])
    expect(wrap("a\nb", 8)).toEqual(["a", "b"])
  })
})

describe("numbers", () => {
  it("are short and readable", () => {
    expect([0.91234, 12.345, 1234.5, 0.00001, null, NaN].map(formatMetric)).toEqual([
      "0.9123",
      "12.35",
      "1,235",
      "1.00e-5",
      "–",
      "NaN",
    ])
    expect(formatCount(1_234_567)).toBe("1,234,567")
    expect([0.42, 3.14, 42, 185, 7800].map(formatSeconds)).toEqual([
      "0.42 s",
      "3.1 s",
      "42 s",
      "3 min 05 s",
      "2 h 10 min",
    ])
  })
})
