// How the columns of each feature type are prepared. Adding one: a folder with its `preprocessing.ts`, and a line here.
import { binaryPreprocessing } from "./binary/preprocessing.ts"
import { categoryPreprocessing } from "./category/preprocessing.ts"
import { numberPreprocessing } from "./number/preprocessing.ts"
import type { Preprocessing } from "./preprocessing.ts"

export const preprocessings: Readonly<Record<string, Preprocessing>> = {
  binary: binaryPreprocessing as Preprocessing, // each is given settings of its own schema
  category: categoryPreprocessing as Preprocessing,
  number: numberPreprocessing as Preprocessing,
}
