// The best way to part a column's levels: one from the others where there are few, else a stretch of them in the order of
// gradient / hessian, in which the best subset lies (Fisher, 1958).
import type { ColumnPlace } from "../bins/bin-columns.ts"
import { leafValue } from "./leaf-rule.ts"
import { scoreOf, sumsOf } from "./number-split.ts"
import type { Split, SplitSearch } from "./split.ts"

/** The column's best split, where it is better than `best`. */
export function findCategorySplit(search: SplitSearch, place: ColumnPlace, best: Split | undefined): Split | undefined {
  return place.cells - 1 <= search.settings.max_cat_to_onehot
    ? splitOffOne(search, place, best)
    : splitStretch(search, place, best)
}

function splitOffOne(search: SplitSearch, place: ColumnPlace, best: Split | undefined): Split | undefined {
  const { cells, base, hessian: all, least, draw } = search
  const only = draw === undefined ? -1 : Math.floor(draw(place.column) * place.cells)
  let found = best
  for (let bin = 0; bin < place.cells; bin++) {
    const at = 2 * (base + place.cell + bin)
    const hessian = cells[at]!
    if (hessian < least || all - hessian < least || (only >= 0 && bin !== only)) continue
    const score = scoreOf(search, cells[at + 1]!, hessian, { monotone: 0, extraL2: 0 })
    if (score <= search.passing + (found?.gain ?? 0)) continue
    const sums = { gradient: cells[at + 1]!, hessian, extraL2: 0 }
    found = splitOf(search, place, Int32Array.of(bin), { ...sums, score })
  }
  return found
}

/** Bins by gradient / hessian: a sort key's low bits hold the bin, so that the engine's own sort of numbers does. */
const keys = new Float64Array(65_536)
const keyBits = new Uint32Array(keys.buffer)
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
const lowWord = isLittleEndian ? 0 : 1

/** Levels with enough rows, in order. */
function orderedBins(search: SplitSearch, place: ColumnPlace): Int32Array {
  const { cells, base, gradientUnit, hessianUnit, settings } = search
  const smooth = settings.cat_smooth
  const rowsPerHessian = search.rows / search.hessian
  let size = 0
  for (let bin = 0; bin < place.cells; bin++) {
    const at = 2 * (base + place.cell + bin)
    const hessian = cells[at]!
    if (hessian === 0 || Math.round(hessian * rowsPerHessian) < smooth) continue
    keys[size] = (cells[at + 1]! * gradientUnit) / (hessian * hessianUnit + smooth)
    const word = 2 * size + lowWord
    keyBits[word] = (keyBits[word]! & 0xffff0000) | bin
    size++
  }
  sortKeys(size)
  const order = new Int32Array(size)
  for (let i = 0; i < size; i++) order[i] = keyBits[2 * i + lowWord]! & 0xffff
  return order
}

/** Short lists are sorted sooner here than the call of the engine's sort takes. hot */
function sortKeys(size: number): void {
  if (size > 48) return void keys.subarray(0, size).sort()
  for (let i = 1; i < size; i++) {
    const key = keys[i]!
    let at = i
    for (; at > 0 && keys[at - 1]! > key; at--) keys[at] = keys[at - 1]!
    keys[at] = key
  }
}

interface Stretch {
  score: number
  length: number
  isFromEnd: boolean
  gradient: number
  hessian: number
}

function splitStretch(search: SplitSearch, place: ColumnPlace, best: Split | undefined): Split | undefined {
  const order = orderedBins(search, place)
  if (order.length < 2) return best
  const found: Stretch = {
    score: search.passing + (best?.gain ?? 0),
    length: 0,
    isFromEnd: false,
    gradient: 0,
    hessian: 0,
  }
  walkOrder(search, place, { order, isFromEnd: false }, found)
  walkOrder(search, place, { order, isFromEnd: true }, found)
  if (found.length === 0) return best
  const bins = found.isFromEnd ? order.slice(order.length - found.length) : order.slice(0, found.length)
  return splitOf(search, place, bins.sort(), { ...found, extraL2: search.settings.cat_l2 })
}

/** Takes level after level from one end. */
function walkOrder(
  search: SplitSearch,
  place: ColumnPlace,
  { order, isFromEnd }: { readonly order: Int32Array; readonly isFromEnd: boolean },
  found: Stretch,
): void {
  const { cells, base, settings, least, hessian: all, rows } = search
  const most = Math.min(settings.max_cat_threshold, (order.length + 1) >> 1)
  const leastOfGroup = (settings.min_data_per_group * all) / rows
  const only = search.draw === undefined ? 0 : 1 + Math.floor(search.draw(place.column) * most)
  let gradient = 0
  let hessian = 0
  let group = 0
  for (let taken = 1; taken <= most; taken++) {
    const bin = order[isFromEnd ? order.length - taken : taken - 1]!
    const at = 2 * (base + place.cell + bin)
    hessian += cells[at]!
    gradient += cells[at + 1]!
    group += cells[at]!
    if (hessian < least || (only > 0 && taken !== only)) continue
    if (all - hessian < Math.max(least, leastOfGroup)) break
    if (group < leastOfGroup) continue
    group = 0
    const score = scoreOf(search, gradient, hessian, { monotone: 0, extraL2: settings.cat_l2 })
    if (score <= found.score) continue
    Object.assign(found, { score, length: taken, isFromEnd, gradient, hessian })
  }
}

function splitOf(
  search: SplitSearch,
  place: ColumnPlace,
  leftBins: Int32Array,
  found: { readonly score: number; readonly gradient: number; readonly hessian: number; readonly extraL2: number },
): Split {
  const { settings, bounds } = search
  const { gradient, hessian, extraL2 } = found
  const rest = sumsOf(search, search.gradient - gradient, search.hessian - hessian)
  return {
    gain: found.score - search.passing,
    place,
    bin: -1,
    leftBins,
    isMissingLeft: leftBins.includes(place.cells - 1),
    leftGradient: gradient,
    leftHessian: hessian,
    leftValue: leafValue(settings, sumsOf(search, gradient, hessian), bounds, extraL2),
    rightValue: leafValue(settings, rest, bounds, extraL2),
    extraL2,
  }
}
