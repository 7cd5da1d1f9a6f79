// A table with the columns of the well-known one about the Titanic, its rows made up: who survives follows from class, sex and age.
import { randomKey, randomStream, type RandomStream } from "../../packages/core/src/index.ts"

const ports = ["Southampton", "Southampton", "Southampton", "Cherbourg", "Queenstown"] as const
const faresOfClasses = [60, 22, 10] as const

export const titanicColumns = ["survived", "pclass", "sex", "age", "sibsp", "parch", "fare", "embarked"] as const

/** As CSV; the same seed makes the same rows. */
export function titanicTable(rows: number, seed = 1): string {
  const random = randomStream(randomKey(seed, "titanic"))
  const lines = Array.from({ length: rows }, () => passenger(random).join(","))
  return [titanicColumns.join(","), ...lines, ""].join("\n")
}

function passenger(random: RandomStream): readonly (string | number)[] {
  const place = [0, 0, 1, 2, 2, 2][random.below(6)]! // one of these
  const sex = random.uniform() < 0.36 ? "female" : "male"
  const age = Math.max(1, Math.round(30 + 14 * random.normal()))
  const [siblings, parents] = [random.below(10) < 7 ? 0 : 1 + random.below(3), random.below(10) < 8 ? 0 : 1]
  const fare = (faresOfClasses[place]! * (0.6 + random.uniform())).toFixed(2)
  const chance = 0.4 - 0.9 * place + (sex === "female" ? 2.6 : 0) + (age < 12 ? 1.6 : -0.012 * age) - 0.3 * siblings
  const survived = chance + 1.1 * random.normal() > 0 ? 1 : 0
  const shownAge = random.uniform() < 0.15 ? "" : age
  return [survived, place + 1, sex, shownAge, siblings, parents, fare, ports[random.below(ports.length)]!]
}
