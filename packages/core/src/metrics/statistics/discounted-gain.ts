// What an order is worth: 2^relevance − 1 for each row, less the further down it stands (Järvelin and Kekäläinen, 2002).
import type { RankedGroup } from "./ranked-groups.ts"

const gain = (relevance: number): number => 2 ** relevance - 1
const discount = (place: number): number => 1 / Math.log2(place + 2)

/** The share of what the best order is worth, of the first rows; rows of equal scores share their places (McSherry and Najork, 2008). */
export function normalizedGain({ scores, relevance }: RankedGroup, most: number): number {
  const places = Math.min(most, relevance.length)
  let found = 0
  for (let begin = 0, end = 0; begin < places; begin = end) {
    let gains = 0
    let discounts = 0
    for (; end < relevance.length && scores[end] === scores[begin]; end++) {
      gains += gain(relevance[end]!)
      if (end < places) discounts += discount(end)
    }
    found += (gains / (end - begin)) * discounts
  }
  const best = relevance.toSorted().reverse().subarray(0, places)
  return found / best.reduce((sum, one, place) => sum + gain(one) * discount(place), 0)
}
