import { describe, expect, it } from "vitest"
import { identifier, joinSql, sql, sqlList } from "./sql.ts"

describe("sql", () => {
  it("quotes identifiers and literals", () => {
    expect(sql`select ${identifier('a "b"')} = ${"it's"}`.text).toBe(`select "a ""b""" = 'it''s'`)
    expect(sql`${joinSql([sql`a`, sql`b`], " and ")} or ${true} or ${null}`.text).toBe("a and b or true or null")
    expect(sqlList(["a", 1]).text).toBe("['a', 1]")
  })
  it("writes numbers so that they are read back exactly", () => {
    expect(sql`${1} ${-2.5} ${1e-7} ${1e21} ${-0} ${2n}`.text).toBe("1 -2.5e0 1e-7 1e+21 -0e0 2")
    expect(sql`${Infinity} ${NaN}`.text).toBe("'Infinity'::DOUBLE 'NaN'::DOUBLE")
  })
  it("writes the character 0 outside of the quotes", () => {
    expect(sql`${"a\0b"}`.text).toBe("('a' || chr(0) || 'b')")
  })
})
