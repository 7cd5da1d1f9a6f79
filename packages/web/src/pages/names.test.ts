import { expect, test } from "vitest"
import { nameSchema } from "@fidelio/client/contract"
import { aliasPattern, nameFromFile, namePattern, tagsOf } from "./names.ts"

test.each(["titanic", "a", "x.y_z-1", "-a", "a-", "A", "", "a".repeat(64), "a".repeat(65), "a b"])(
  "forms take the name %j as the hub does",
  (name) => expect(new RegExp(`^(?:${namePattern})$`, "v").test(name)).toBe(nameSchema.safeParse(name).success),
)

test("aliases are no numbers", () => {
  const alias = new RegExp(`^(?:${aliasPattern})$`, "v")
  expect(["production", "3", "v3"].map((name) => alias.test(name))).toEqual([true, false, true])
})

test("tags are words, each once", () => expect(tagsOf(" Risk, demo risk ")).toEqual(["risk", "demo"]))

test.each([
  ["titanic.csv", "titanic"],
  ["Titanic (1).csv", "titanic-1"],
  ["rows.jsonl.gz", "rows"],
  ["…", ""],
])("the file %j gives the name %j", (file, name) => expect(nameFromFile(file)).toBe(name))
