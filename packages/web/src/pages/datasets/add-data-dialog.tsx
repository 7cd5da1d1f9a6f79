// Asks for a file to upload, or an address or path to read: the next revision of a dataset.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useRef, useState } from "react"
import type { Revision } from "@fidelio/client"
import { hub, newKey } from "../../api.ts"
import { FormDialog } from "../../components/dialog.tsx"
import { Segments, TextField } from "../../components/field.tsx"
import { formatBytes } from "../../format.ts"
import { nameFromFile, nameHint, namePattern } from "../names.ts"
import { uploadRevision } from "./upload.ts"

interface AddDataDialogProps {
  /** Of which it is the next revision; absent: its name is asked for. */
  readonly dataset?: string
  readonly onClose: () => void
  readonly onAdded: (revision: Revision) => void
}

const kinds = [
  { value: "file", label: "A file" },
  { value: "url", label: "An address" },
  { value: "path", label: "A path on the hub" },
] as const

type Kind = (typeof kinds)[number]["value"]

export function AddDataDialog({ dataset, onClose, onAdded }: AddDataDialogProps) {
  const [kind, setKind] = useState<Kind>("file")
  const [typedName, setTypedName] = useState<string>()
  const [file, setFile] = useState<File>()
  const [source, setSource] = useState("")
  const place = kind === "file" ? (file?.name ?? "") : (source.split(/[/?#]/).findLast((part) => part !== "") ?? "")
  const name = dataset ?? typedName ?? nameFromFile(place)
  const { add, share, stop } = useAdding(onAdded)
  const close = () => {
    stop()
    onClose()
  }
  return (
    <FormDialog
      title={dataset === undefined ? "Add data" : `New revision of ${dataset}`}
      submit={add.isPending ? (share < 1 && kind === "file" ? "Uploading" : "Reading the rows") : "Add"}
      isBusy={add.isPending}
      error={add.error}
      isDisabled={kind === "file" && file === undefined}
      onClose={close}
      onSubmit={() =>
        add.mutate(kind === "file" && file ? { name, file } : { name, kind: kind === "url" ? "url" : "path", source })
      }
    >
      <Segments label="Where the rows are" value={kind} choices={kinds} onChange={setKind} />
      {kind === "file" ? (
        <FileField file={file} onChange={setFile} />
      ) : (
        <SourceField key={kind} kind={kind} value={source} onChange={setSource} />
      )}
      {dataset === undefined && (
        <TextField
          label="Name of the dataset"
          value={name}
          onChange={(event) => setTypedName(event.target.value)}
          pattern={namePattern}
          hint={`${nameHint} If there is one of this name, the rows are its next revision.`}
          required
          autoComplete="off"
        />
      )}
      {add.isPending && kind === "file" && (
        <div className="meter" role="progressbar" aria-label="Upload" aria-valuenow={Math.round(share * 100)}>
          <span style={{ width: `${share * 100}%` }} />
        </div>
      )}
    </FormDialog>
  )
}

type Added =
  | { readonly name: string; readonly file: File }
  | { readonly name: string; readonly kind: "url" | "path"; readonly source: string }

function useAdding(onAdded: (revision: Revision) => void) {
  const client = useQueryClient()
  const [share, setShare] = useState(0)
  const upload = useRef<AbortController>(undefined)
  const add = useMutation({
    mutationFn: (added: Added): Promise<Revision> => {
      if ("file" in added) {
        upload.current = new AbortController()
        return uploadRevision(added.name, added.file, { onProgress: setShare, signal: upload.current.signal })
      }
      const { name, kind, source } = added
      return hub.importRevision(
        {
          params: { dataset: name },
          body: { source: kind === "url" ? { kind, url: source } : { kind, path: source } },
        },
        { idempotencyKey: newKey() },
      )
    },
    onSuccess: (revision) => {
      void client.invalidateQueries({ queryKey: ["datasets"] })
      void client.invalidateQueries({ queryKey: ["dataset", revision.dataset] })
      onAdded(revision)
    },
  })
  return { add, share, stop: () => upload.current?.abort() }
}

interface SourceFieldProps {
  readonly kind: "url" | "path"
  readonly value: string
  readonly onChange: (value: string) => void
}

const SourceField = ({ kind, value, onChange }: SourceFieldProps) => (
  <TextField
    label={kind === "url" ? "Address" : "Path"}
    type={kind === "url" ? "url" : "text"}
    value={value}
    onChange={(event) => onChange(event.target.value)}
    placeholder={kind === "url" ? "https://example.org/titanic.csv" : "/data/titanic.csv"}
    hint={
      kind === "url"
        ? "Of a public server; the hub fetches it."
        : "Below a folder that the hub was started to read from (--data_directories)."
    }
    required
  />
)

interface FileFieldProps {
  readonly file: File | undefined
  readonly onChange: (file: File | undefined) => void
}

function FileField({ file, onChange }: FileFieldProps) {
  const [isOver, setOver] = useState(false)
  return (
    <label
      className="drop"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onChange(event.dataTransfer.files[0])
      }}
    >
      <span className="strong">{file === undefined ? "Choose a file, or drop it here" : file.name}</span>
      <span className="quiet small">
        {file === undefined ? "CSV, TSV, Parquet, JSON, JSON lines or Arrow" : formatBytes(file.size)}
      </span>
      <input
        type="file"
        aria-label="File of rows"
        accept=".csv,.tsv,.parquet,.json,.jsonl,.ndjson,.arrow,.feather,.gz"
        onChange={(event) => onChange(event.target.files?.[0])}
      />
    </label>
  )
}
