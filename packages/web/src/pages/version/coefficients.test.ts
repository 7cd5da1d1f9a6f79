import { expect, test } from "vitest"
import { readCoefficients } from "./coefficients.ts"

const text = `output,class,score,feature,level,coefficient,standard_error,statistic,p_value,lower,upper,note
y,,log-odds of 1,(intercept),,0.5,0.1,5,0.001,0.3,0.7,
y,,log-odds of 1,"port, ""of"" call",S,-2e-1,0.1,-2,0.045,-0.4,-0.004,
y,,log-odds of 1,"port, ""of"" call",C,0,,,,,,reference
z,a,score of a,age,,1.5,,,,,,
`

test("a list a score, with its intercept apart and levels named", () => {
  const [y, z] = readCoefficients(text)
  expect(y).toMatchObject({ output: "y", score: "log-odds of 1", intercept: { value: 0.5, lower: 0.3 } })
  expect(y?.coefficients).toEqual([
    { name: 'port, "of" call: S', value: -0.2, lower: -0.4, upper: -0.004, pValue: 0.045, note: "" },
    { name: 'port, "of" call: C', value: 0, lower: null, upper: null, pValue: null, note: "reference" },
  ])
  expect(z).toMatchObject({ class: "a", coefficients: [{ name: "age", value: 1.5, lower: null }] })
  expect(readCoefficients("")).toEqual([])
})
