import { expect, test } from "vitest"
import { chartConfig } from "./chart-config.ts"

test("light and dark differ in colours only", () => {
  const shape = (value: unknown): unknown =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]))
      : typeof value === "string" && value.startsWith("#")
        ? "colour"
        : value
  expect(shape(chartConfig("light"))).toEqual(shape(chartConfig("dark")))
  expect(chartConfig("light")).not.toEqual(chartConfig("dark"))
})
