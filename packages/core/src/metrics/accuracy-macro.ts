// accuracy_macro = mean over classes of the share of the class's examples predicted right
import { defineMetric } from "../define.ts"

/** Examples of each class, and how many of them were predicted right. */
interface ClassCounts {
  readonly total: Float64Array
  readonly right: Float64Array
}

export const accuracyMacro = defineMetric<ClassCounts>({
  type: "accuracy_macro",
  summary:
    "Mean over the classes of the share of their examples that are predicted right; every class counts the same.",
  direction: "maximize",
  range: [0, 1],
  initial: ({ classes }) => ({ total: new Float64Array(classes), right: new Float64Array(classes) }),
  update(state, { size, targets, predictions }) {
    for (let i = 0; i < size; i++) {
      const target = targets[i]! // in range
      state.total[target]! += 1
      if (predictions[i] === target) state.right[target]! += 1
    }
    return state
  },
  merge: (a, b) => ({
    total: a.total.map((count, i) => count + b.total[i]!),
    right: a.right.map((count, i) => count + b.right[i]!),
  }),
  compute({ total, right }) {
    let sum = 0
    let present = 0
    total.forEach((count, i) => {
      if (count === 0) return
      present += 1
      sum += right[i]! / count
    })
    return present === 0 ? null : sum / present
  },
})
