import { expect, test } from "vitest"
import { KeptTexts } from "./kept-texts.ts"

const state = (name: string, text: string) => ({ state: name, text: Buffer.from(text) })

test("a text is given while its rows are in the state in which it was made", () => {
  const texts = new KeptTexts()
  expect(texts.get("titanic", "1")).toBeUndefined()
  texts.keep("titanic", state("1", "before"))
  expect(texts.get("titanic", "1")?.toString()).toBe("before")
  expect(texts.get("titanic", "2")).toBeUndefined()
  expect(texts.get("penguins", "1")).toBeUndefined()
  texts.keep("titanic", state("2", "after"))
  expect(texts.get("titanic", "1")).toBeUndefined()
  expect(texts.get("titanic", "2")?.toString()).toBe("after")
})

test("beyond so many bytes, those go that nobody asked for longest", () => {
  const texts = new KeptTexts(10)
  for (const key of ["a", "b", "c"]) texts.keep(key, state("1", "123"))
  texts.get("a", "1")
  texts.keep("d", state("1", "123"))
  expect(["a", "b", "c", "d"].filter((key) => texts.get(key, "1") !== undefined)).toEqual(["a", "c", "d"])
})

test("a text that is made anew takes the room of the one before", () => {
  const texts = new KeptTexts(10)
  for (let i = 0; i < 5; i++) texts.keep("a", state(String(i), "12345"))
  texts.keep("b", state("1", "12345"))
  expect([texts.get("a", "4"), texts.get("b", "1")].map(String)).toEqual(["12345", "12345"])
})
