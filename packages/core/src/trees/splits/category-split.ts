// The best way to part a column's levels: one from the others where there are few, else a stretch of them in the order of
// gradient / hessian, in which the best subset lies (Fisher, 1958).
import type { ColumnPlace } from "../bins/bin-columns.ts"
import { scoreOf } from "./number-split.ts"
import type { Candidate, SplitSearch } from "./split.ts"

/** Puts the column's best split into `best`, where it is better. */
export function findCategorySplit(search: SplitSearch, place: ColumnPlace, best: Candidate): void {
  if (place.cells - 1 <= search.settings.max_cat_to_onehot) splitOffOne(search, place, best)
  else splitStretch(search, place, best)
}

function splitOffOne(search: SplitSearch, place: ColumnPlace, best: Candidate): void {
  const { cells, base, hessian: all, least, draw } = search
  const only = draw === undefined ? -1 : Math.floor(draw(place.column) * place.cells)
  for (let bin = 0; bin < place.cells; bin++) {
    const at = 2 * (base + place.cell + bin)
    const hessian = cells[at]!
    if (hessian < least || all - hessian < least || (only >= 0 && bin !== only)) continue
    const score = scoreOf(search, cells[at + 1]!, hessian, noConstraint)
    if (score <= best.score) continue
    best.score = score
    best.gradient = cells[at + 1]!
    best.hessian = hessian
    take(best, place, Int32Array.of(bin), 0)
  }
}

const noConstraint = { monotone: 0, extraL2: 0 }

function take(best: Candidate, place: ColumnPlace, leftBins: Int32Array, extraL2: number): void {
  best.place = place
  best.bin = -1
  best.leftBins = leftBins
  best.isMissingLeft = leftBins.includes(place.cells - 1)
  best.extraL2 = extraL2
}

/** Bins by gradient / hessian: a sort key's low bits hold the bin, so that the engine's own sort of numbers does. */
const keys = new Float64Array(65_536)
const keyBits = new Uint32Array(keys.buffer)
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
const lowWord = isLittleEndian ? 0 : 1

/** Bins in order, as far as they were filled last. */
const order = new Int32Array(65_536)

/** Puts levels with enough rows in order; gives how many they are. */
function orderBins(search: SplitSearch, place: ColumnPlace): number {
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
  for (let i = 0; i < size; i++) order[i] = keyBits[2 * i + lowWord]! & 0xffff
  return size
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

function splitStretch(search: SplitSearch, place: ColumnPlace, best: Candidate): void {
  const size = orderBins(search, place)
  if (size < 2) return
  const fromStart = walkOrder(search, place, { size, isFromEnd: false }, best)
  const fromEnd = walkOrder(search, place, { size, isFromEnd: true }, best)
  if (fromStart + fromEnd === 0) return
  const bins = fromEnd > 0 ? order.slice(size - fromEnd, size) : order.slice(0, fromStart)
  take(best, place, bins.sort(), search.settings.cat_l2)
}

/** Takes level after level from one end; gives how many are best, 0 where none are better than what was found before. */
function walkOrder(
  search: SplitSearch,
  place: ColumnPlace,
  { size, isFromEnd }: { readonly size: number; readonly isFromEnd: boolean },
  best: Candidate,
): number {
  const { cells, base, settings, least, hessian: all, rows } = search
  const most = Math.min(settings.max_cat_threshold, (size + 1) >> 1)
  const rule = { monotone: 0, extraL2: settings.cat_l2 }
  const leastOfGroup = (settings.min_data_per_group * all) / rows
  const only = search.draw === undefined ? 0 : 1 + Math.floor(search.draw(place.column) * most)
  let gradient = 0
  let hessian = 0
  let group = 0
  let found = 0
  for (let taken = 1; taken <= most; taken++) {
    const bin = order[isFromEnd ? size - taken : taken - 1]!
    const at = 2 * (base + place.cell + bin)
    hessian += cells[at]!
    gradient += cells[at + 1]!
    group += cells[at]!
    if (hessian < least || (only > 0 && taken !== only)) continue
    if (all - hessian < Math.max(least, leastOfGroup)) break
    if (group < leastOfGroup) continue
    group = 0
    const score = scoreOf(search, gradient, hessian, rule)
    if (score <= best.score) continue
    best.score = score
    best.gradient = gradient
    best.hessian = hessian
    found = taken
  }
  return found
}
