// Starts test files that wait for long first, so that none of them runs alone at the end.
import { BaseSequencer, type TestSpecification } from "vitest/node"

const long = /\/(?:hub-faults|hub-training-worker|hub-killed|hub-pages|docs)[\w-]*\.test\.ts$/

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => Number(long.test(b.moduleId)) - Number(long.test(a.moduleId)))
  }
}
