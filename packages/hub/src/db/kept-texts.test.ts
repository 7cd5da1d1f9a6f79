import { expect, test } from "vitest"
import { KeptTexts } from "./kept-texts.ts"

test("a text is given while its rows are in the state in which it was made", () => {
  const texts = new KeptTexts()
  expect(texts.get("titanic", "1")).toBeUndefined()
  texts.keep("titanic", { state: "1", text: "before" })
  expect(texts.get("titanic", "1")).toBe("before")
  expect(texts.get("titanic", "2")).toBeUndefined()
  expect(texts.get("penguins", "1")).toBeUndefined()
  texts.keep("titanic", { state: "2", text: "after" })
  expect([texts.get("titanic", "1"), texts.get("titanic", "2")]).toEqual([undefined, "after"])
})

test("beyond so many characters, those go that nobody asked for longest", () => {
  const texts = new KeptTexts(10)
  for (const key of ["a", "b", "c"]) texts.keep(key, { state: "1", text: "123" })
  texts.get("a", "1")
  texts.keep("d", { state: "1", text: "123" })
  expect(["a", "b", "c", "d"].filter((key) => texts.get(key, "1") !== undefined)).toEqual(["a", "c", "d"])
})

test("a text that is made anew takes the room of the one before", () => {
  const texts = new KeptTexts(10)
  for (let state = 0; state < 5; state++) texts.keep("a", { state: String(state), text: "12345" })
  texts.keep("b", { state: "1", text: "12345" })
  expect([texts.get("a", "4"), texts.get("b", "1")]).toEqual(["12345", "12345"])
})
