// What a model predicts for one row: the prediction itself, and the probability of each label as a bar.
import type { Signature } from "@fidelio/client"
import { formatNumber } from "../../format.ts"
import { predictionsOf, type OutputPrediction, type Prediction } from "./prediction.ts"

interface PredictionViewProps {
  readonly signature: Signature
  readonly prediction: Prediction
}

export const PredictionView = ({ signature, prediction }: PredictionViewProps) =>
  predictionsOf(signature, prediction).map((output) => <OutputView key={output.feature} output={output} />)

const mostBars = 10

function OutputView({ output: { feature, value, probabilities, probability } }: { readonly output: OutputPrediction }) {
  return (
    <section className="stack-s" aria-label={feature}>
      <h3 className="quiet">{feature}</h3>
      <p className="predicted">
        {typeof value === "number" ? formatNumber(value) : String(value)}
        {probability !== undefined && probabilities.length === 0 && (
          <span className="quiet small"> with probability {formatNumber(probability)}</span>
        )}
      </p>
      {probabilities.length > 0 && (
        <ol className="bars" aria-label={`Probabilities of ${feature}`}>
          {probabilities.slice(0, mostBars).map(({ label, share }) => (
            <li key={label}>
              <span>{label}</span>
              <span className="meter" aria-hidden="true">
                <span style={{ width: `${share * 100}%` }} />
              </span>
              <span className="number">{(share * 100).toFixed(1)} %</span>
            </li>
          ))}
        </ol>
      )}
      {probabilities.length > mostBars && (
        <p className="quiet small">and {probabilities.length - mostBars} less likely labels</p>
      )}
    </section>
  )
}
