// What else can be done with a dataset: say what it is, delete it.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import type { Dataset } from "@fidelio/client"
import { hub } from "../../api.ts"
import { Button } from "../../components/button.tsx"
import { FormDialog } from "../../components/dialog.tsx"
import { Menu } from "../../components/menu.tsx"
import { useToast } from "../../components/toasts.tsx"
import { DescriptionDialog } from "../description-dialog.tsx"

interface DatasetProps {
  readonly dataset: Dataset
}

export function DatasetActions({ dataset }: DatasetProps) {
  const [asked, setAsked] = useState<"describe" | "delete">()
  const { name, description } = dataset
  const close = () => setAsked(undefined)
  return (
    <>
      <Menu label="More actions">
        <Button kind="quiet" icon="edit" onClick={() => setAsked("describe")}>
          Edit description
        </Button>
        <Button kind="danger" icon="trash" onClick={() => setAsked("delete")}>
          Delete dataset
        </Button>
      </Menu>
      {asked === "describe" && (
        <DescriptionDialog
          name={name}
          description={description}
          hint="Where the rows come from, and what one row is."
          save={(text) => hub.updateDataset({ params: { dataset: name }, body: { description: text } })}
          queryKey={["dataset", name]}
          onClose={close}
        />
      )}
      {asked === "delete" && <DeleteDialog dataset={dataset} onClose={close} />}
    </>
  )
}

function DeleteDialog({ dataset: { name }, onClose }: DatasetProps & { readonly onClose: () => void }) {
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const toast = useToast()
  const remove = useMutation({
    mutationFn: () => hub.deleteDataset({ params: { dataset: name } }),
    onSuccess: () => {
      toast(`${name} is deleted.`)
      void client.invalidateQueries({ queryKey: ["datasets"] })
      navigate("/datasets")
    },
  })
  return (
    <FormDialog
      title={`Delete ${name}?`}
      submit="Delete dataset"
      kind="danger"
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onSubmit={() => remove.mutate()}
    >
      <p>Only a dataset that no version was trained on can be deleted. Its name stays taken.</p>
    </FormDialog>
  )
}
