import { operations } from "@fidelio/client/contract"
import { expect, test } from "vitest"
import { routes } from "./index.ts"

test("every operation of the contract has exactly one route, and every route is one of them", () => {
  const ids = routes.map(({ operation }) => operation.id)
  expect(ids.toSorted()).toEqual(Object.keys(operations).toSorted())
})

test("an operation is named as it is listed, and none is at another's address", () => {
  expect(Object.entries(operations).filter(([name, { id }]) => name !== id)).toEqual([])
  const addresses = Object.values(operations).map(
    ({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`,
  )
  expect(new Set(addresses).size).toBe(addresses.length)
})
