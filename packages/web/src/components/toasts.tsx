// Short messages at the edge of the page about what was done.
import { createContext, use, useCallback, useState, type ReactNode } from "react"
import { Button } from "./button.tsx"
import { Icon } from "./icon.tsx"

interface Toast {
  readonly id: number
  readonly tone: "good" | "bad"
  readonly text: string
}

type Say = (text: string, tone?: Toast["tone"]) => void

const ToastContext = createContext<Say>(() => undefined)

/** Says something, read out as well. */
export const useToast = (): Say => use(ToastContext)

const shownFor = 6000

export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const remove = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), [])
  const say = useCallback<Say>(
    (text, tone = "good") => {
      const id = performance.now()
      setToasts((all) => [...all.slice(-3), { id, tone, text }])
      if (tone === "good") setTimeout(() => remove(id), shownFor) // what went wrong stays until it is read
    },
    [remove],
  )
  return (
    <ToastContext value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, tone, text }) => (
          <div key={id} className="toast">
            <Icon name={tone === "good" ? "check" : "alert"} className={tone} />
            <p>{text}</p>
            <Button kind="quiet" size="small" icon="close" aria-label="Dismiss" onClick={() => remove(id)} />
          </div>
        ))}
      </div>
    </ToastContext>
  )
}
