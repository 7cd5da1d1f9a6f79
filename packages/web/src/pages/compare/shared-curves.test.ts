import { expect, test } from "vitest"
import { sharedCurves } from "./shared-curves.ts"

const roc = { roc_curve: { false_positive_rate: [0, 0.2, 1], true_positive_rate: [0, 0.7, 1] }, roc_auc_macro: 0.8 }
const calibration = { calibration_curve: { predicted: [0.1, 0.9], observed: [0.2, 0.8] } }

test("curves of the outputs that versions share lie over one another", () => {
  const charts = sharedCurves([
    { name: "cars@1", outputs: { y: { ...roc, ...calibration }, other: roc } },
    { name: "cars@2", outputs: { y: roc } },
    { name: "cars@3", outputs: { y: { ...roc, ...calibration }, third: calibration } },
  ])
  expect(charts.map(({ title }) => title)).toEqual(["ROC curve of y", "Calibration of y"])
  expect(new Set(charts[1]?.table.rows.map(([name]) => name))).toEqual(new Set(["cars@1", "cars@3"]))
})

test("a curve that one version only has is not compared", () =>
  expect(sharedCurves([{ name: "cars@1", outputs: { y: roc } }])).toEqual([]))
