// A question before the page: the browser's own dialog, so that focus, Escape and what is behind are as they should be.
import { useEffect, useId, useRef, type ReactNode } from "react"
import { Button } from "./button.tsx"
import { Failure } from "./states.tsx"

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <div>
        <h2 id={titleId}>{title}</h2>
        {children}
      </div>
    </dialog>
  )
}

interface FormDialogProps extends DialogProps {
  readonly submit: string
  readonly kind?: "primary" | "danger"
  readonly isBusy: boolean
  readonly error: unknown
  readonly isDisabled?: boolean
  readonly onSubmit: () => void
}

/** A dialog that asks for something and does it. */
export function FormDialog({
  title,
  submit,
  kind = "primary",
  isBusy,
  error,
  isDisabled = false,
  ...rest
}: FormDialogProps) {
  return (
    <Dialog title={title} onClose={rest.onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          rest.onSubmit()
        }}
      >
        {rest.children}
        {error !== null && error !== undefined && <Failure error={error} />}
        <div className="row row-end">
          <Button onClick={rest.onClose}>Close</Button>
          <Button type="submit" kind={kind} isBusy={isBusy} disabled={isDisabled}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
