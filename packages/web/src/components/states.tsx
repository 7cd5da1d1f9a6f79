// What stands where there is nothing yet, nothing at all, or something wrong.
import type { ReactNode } from "react"
import { HubError } from "@fidelio/client"
import { Button } from "./button.tsx"
import { Icon, type IconName } from "./icon.tsx"

interface EmptyProps {
  readonly icon?: IconName
  readonly title: string
  readonly children?: ReactNode
  /** What to do about it. */
  readonly action?: ReactNode
}

export const Empty = ({ icon = "empty", title, children, action }: EmptyProps) => (
  <div className="state">
    <Icon name={icon} size={28} />
    <h2>{title}</h2>
    {children !== undefined && <p>{children}</p>}
    {action}
  </div>
)

/** Grey lines in the place of what comes; they are seen only if it takes long. */
export const Loading = ({ lines = 4 }: { readonly lines?: number }) => (
  <div className="stack-s card-body loading" role="status">
    <span className="hidden">Loading…</span>
    {Array.from({ length: lines }, (_, i) => (
      <div key={i} className="skeleton" style={{ width: `${92 - ((i * 23) % 45)}%` }} />
    ))}
  </div>
)

interface FailureProps {
  readonly error: unknown
  readonly onRetry?: (() => void) | undefined
}

/** What the hub said: the sentence, the hint, each problem of its own. */
export function Failure({ error, onRetry }: FailureProps) {
  const problem = error instanceof HubError ? error.problem : undefined
  return (
    <div className="notice" data-tone="bad" role="alert">
      <Icon name="alert" />
      <div className="stack-s">
        <p className="strong">{messageOf(error)}</p>
        {problem?.hint !== undefined && <p>{problem.hint}</p>}
        {problem?.problems !== undefined && (
          <ul className="stack-s">
            {problem.problems.map(({ message, line, at }, i) => (
              <li key={i}>
                {line !== undefined ? `Line ${line}: ` : at !== undefined && `${at}: `}
                {message}
              </li>
            ))}
          </ul>
        )}
        {problem !== undefined && <p className="mono quiet">{problem.code}</p>}
        {onRetry !== undefined && (
          <div>
            <Button size="small" onClick={onRetry}>
              Try again
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}

/** One sentence about an error. */
export const messageOf = (error: unknown): string => {
  if (error instanceof HubError) return error.message
  if (error instanceof TypeError) return "The hub does not answer. It may be stopped, or the network is down."
  return error instanceof Error ? error.message : "Something went wrong."
}

interface NoticeProps {
  readonly tone: "bad" | "warn" | "busy" | "good"
  readonly icon?: IconName
  readonly children: ReactNode
}

export const Notice = ({ tone, icon = "alert", children }: NoticeProps) => (
  <div className="notice" data-tone={tone}>
    <Icon name={icon} />
    <div className="stack-s">{children}</div>
  </div>
)
