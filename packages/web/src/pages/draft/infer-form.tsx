// What of a table is to be predicted, and by which type of model: makes a draft of the config that follows.
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import type { Repository, Revision, RevisionSummary } from "@fidelio/client"
import { hub, newKey } from "../../api.ts"
import { Button } from "../../components/button.tsx"
import { Segments, SelectField } from "../../components/field.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { Failure } from "../../components/states.tsx"
import { draftLink } from "../../links.ts"
import { revisionQuery } from "../../queries.ts"
import { modelTypes, type ModelType } from "./model-types.ts"

interface InferFormProps {
  readonly repository: Repository
  readonly revision: RevisionSummary
}

export function InferForm({ repository, revision }: InferFormProps) {
  const query = useQuery(revisionQuery(revision.dataset, revision.revision))
  return <QueryView query={query}>{(found) => <TargetForm repository={repository} revision={found} />}</QueryView>
}

interface TargetFormProps {
  readonly repository: Repository
  readonly revision: Revision
}

function TargetForm({ repository: { name, latest }, revision: { dataset, revision, profile } }: TargetFormProps) {
  const [, navigate] = useLocation()
  const known = latest?.outputs
    .map((output) => output.name)
    .find((output) => profile.some((one) => one.name === output))
  const [target, setTarget] = useState(known ?? "")
  const [modelType, setModelType] = useState<ModelType>("ecd")
  const make = useMutation({
    mutationFn: async () => {
      const body = { targets: [target], model_type: modelType }
      const { config } = await hub.inferConfig({ params: { dataset, revision }, body })
      return hub.createDraft(
        { params: { repository: name }, body: { config, dataset: `${dataset}@${revision}` } },
        { idempotencyKey: newKey() },
      )
    },
    onSuccess: ({ id }) => navigate(draftLink(name, id)),
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <SelectField
        label="What is to be predicted"
        value={target}
        onChange={(event) => setTarget(event.target.value)}
        choices={[
          { value: "", label: "Choose a column" },
          ...profile.map((column) => ({ value: column.name, label: `${column.name} (${column.type})` })),
        ]}
        hint="Further outputs can be added to the config."
        required
      />
      <div className="field">
        <span className="label">Type of model</span>
        <Segments label="Type of model" value={modelType} choices={modelTypes} onChange={setModelType} />
        <p className="hint">{modelTypes.find(({ value }) => value === modelType)?.about}</p>
      </div>
      {make.isError && <Failure error={make.error} />}
      <div>
        <Button type="submit" kind="primary" icon="edit" isBusy={make.isPending} disabled={target === ""}>
          Make a config
        </Button>
      </div>
    </form>
  )
}
