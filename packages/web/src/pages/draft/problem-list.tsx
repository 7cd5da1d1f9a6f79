// All problems of a config, in short; each is at its line in the editor as well.
import { Icon } from "../../components/icon.tsx"
import { Failure } from "../../components/states.tsx"
import { counted } from "../../format.ts"
import type { ConfigCheck } from "./use-config-check.ts"

const mostShown = 8

export function ProblemList({ check }: { readonly check: ConfigCheck }) {
  const { problems, isChecking, error } = check
  const tone = problems.length > 0 ? "bad" : error === null ? "good" : "warn"
  return (
    <>
      <header>
        <h2>Config</h2>
        <span className={`row small ${isChecking ? "quiet" : tone}`} role="status">
          <Icon
            name={isChecking ? "spinner" : tone === "good" ? "check" : "alert"}
            className={isChecking ? "spin" : ""}
          />
          {isChecking ? "checking" : sayProblems(check)}
        </span>
      </header>
      {error !== null && (
        <div className="card-body">
          <Failure error={error} />
        </div>
      )}
      {problems.length > 0 && (
        <ul className="problems">
          {problems.slice(0, mostShown).map(({ message, hint, line, at }, i) => (
            <li key={i}>
              <span className="mono quiet">{line === undefined ? (at ?? "") : `line ${line}`}</span>
              <span>
                {message} {hint !== undefined && <span className="quiet">{hint}</span>}
              </span>
            </li>
          ))}
          {problems.length > mostShown && <li className="quiet">and {problems.length - mostShown} more</li>}
        </ul>
      )}
    </>
  )
}

const sayProblems = ({ problems, error }: ConfigCheck): string =>
  error !== null ? "not checked" : problems.length === 0 ? "no problems" : counted(problems.length, "problem")
