// Calibration after training: a temperature for each output that asks for it, fitted on the validation split.
import {
  atTemperature,
  expectedCalibrationError,
  fitTemperature,
  type CalibrationData,
  type ModelOutput,
  type Settings,
} from "@fidelio/core"
import { trainedModel, type TrainedModel } from "../artifact/trained-model.ts"
import { examplesOf } from "../data/input-files.ts"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import { evaluateExamples } from "../evaluation/evaluate.ts"
import type { Collected } from "../evaluation/split-report.ts"

const fewestExamples = 3

/** True where the config asks for it, at the output or its decoder. */
function isCalibrated({ feature: { settings } }: ModelOutput): boolean {
  const decoder = settings["decoder"] as Settings | undefined // of networks
  return settings["calibration"] === true || decoder?.["calibration"] === "temperature_scaling"
}

/** The model with fitted temperatures; the model itself where no output asks for any. */
export async function calibrate(
  model: TrainedModel,
  dataset: PreparedDataset,
  notice: (message: string) => void,
): Promise<TrainedModel> {
  const asked = model.spec.outputs.filter(isCalibrated)
  const outputs = asked.filter(({ loss }) => loss.component.logProbabilities === undefined)
  for (const { feature, loss } of asked.filter((output) => !outputs.includes(output)))
    notice(
      `${feature.name} is not calibrated: one temperature does not fit what the logits of ${loss.component.type} mean.`,
    )
  if (outputs.length === 0) return model
  const validating = dataset.splits.validation?.size ?? 0
  const split = validating < fewestExamples ? "training" : "validation"
  const { report } = await evaluateExamples(model, examplesOf(dataset, split))
  const temperatures: Record<string, number> = { ...model.temperatures }
  for (const { feature } of outputs) {
    const data = calibrationData(report.collected(feature.name))
    if (data === undefined) continue
    const temperature = fitTemperature(data)
    const [before, after] = [data, atTemperature(data, temperature)].map((each) =>
      expectedCalibrationError(each).toFixed(4),
    )
    temperatures[feature.name] = temperature
    notice(
      `${feature.name} is calibrated with temperature ${temperature.toFixed(3)}: expected calibration error ${before} → ${after}.`,
    )
  }
  return trainedModel({ ...model, temperatures })
}

/** A probability of the true label stands for both classes'. */
function calibrationData({ targets, predicted }: Collected): CalibrationData | undefined {
  const { probabilities, size } = predicted
  if (probabilities === undefined) return undefined
  if (probabilities.length !== size) return { probabilities, targets, classes: probabilities.length / size }
  return {
    probabilities: Float32Array.from({ length: 2 * size }, (_, i) => twoClass(probabilities[i >> 1]!, i & 1)),
    targets,
    classes: 2,
  }
}

const twoClass = (p: number, label: number): number => (label === 1 ? p : 1 - p)
