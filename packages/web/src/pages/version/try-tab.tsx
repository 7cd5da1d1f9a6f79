// Predictions of a version, from a form that is made of its inputs.
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { Signature, Version } from "@fidelio/client"
import { hub } from "../../api.ts"
import { Button } from "../../components/button.tsx"
import { Card } from "../../components/card.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { Empty, Failure } from "../../components/states.tsx"
import { signatureQuery } from "../../queries.ts"
import { InputField } from "./input-field.tsx"
import { PredictionView } from "./prediction-view.tsx"
import { firstValues, rowOf, type Values } from "./try-row.ts"

export function TryTab({ version }: { readonly version: Version }) {
  const { repository, number, status } = version
  const query = useQuery({
    ...signatureQuery({ repository, version: String(number) }),
    enabled: status === "ready",
    staleTime: Infinity,
  })
  if (status !== "ready")
    return (
      <Card>
        <Empty icon="play" title="Not ready yet">
          When the training has ended well, the model answers here.
        </Empty>
      </Card>
    )
  return <QueryView query={query}>{(signature) => <TryForm version={version} signature={signature} />}</QueryView>
}

interface TryFormProps {
  readonly version: Version
  readonly signature: Signature
}

function TryForm({ version: { repository, number }, signature }: TryFormProps) {
  const [values, setValues] = useState<Values>(() => firstValues(signature.inputs))
  const predict = useMutation({
    mutationFn: () =>
      hub.predict({
        params: { repository, version: String(number) },
        body: { rows: [rowOf(signature.inputs, values)] },
      }),
  })
  return (
    <div className="grid-2">
      <Card title="Inputs">
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            predict.mutate()
          }}
        >
          <div className="inputs">
            {signature.inputs.map((input) => (
              <InputField
                key={input.column}
                input={input}
                value={values[input.column] ?? ""}
                onChange={(value) => setValues((all) => ({ ...all, [input.column]: value }))}
              />
            ))}
          </div>
          <div className="row">
            <Button type="submit" kind="primary" icon="play" isBusy={predict.isPending}>
              Predict
            </Button>
            <Button kind="quiet" onClick={() => setValues(firstValues(signature.inputs))}>
              Back to the example
            </Button>
          </div>
        </form>
      </Card>
      <Card title="Prediction">
        <div aria-live="polite" className="stack">
          {predict.isError ? (
            <Failure error={predict.error} />
          ) : predict.data?.predictions[0] === undefined ? (
            <Empty icon="play" title="Nothing predicted yet">
              Fill in a row and press Predict.
            </Empty>
          ) : (
            <PredictionView signature={signature} prediction={predict.data.predictions[0]} />
          )}
        </div>
      </Card>
    </div>
  )
}
