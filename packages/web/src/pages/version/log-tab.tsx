// The log of a training; new lines come by themselves.
import { useInfiniteQuery } from "@tanstack/react-query"
import type { LogLine, Version } from "@fidelio/client"
import { Card } from "../../components/card.tsx"
import { PagedView } from "../../components/query-view.tsx"
import { Empty } from "../../components/states.tsx"
import { formatMoment } from "../../format.ts"
import { isUnderWay, logQuery } from "../../queries.ts"

export function LogTab({ version: { repository, number, status } }: { readonly version: Version }) {
  const query = useInfiniteQuery(logQuery({ repository, version: String(number) }))
  return (
    <Card title="Log" isPadded={false}>
      <PagedView
        query={query}
        empty={
          <Empty icon="file" title={isUnderWay(status) ? "Nothing yet" : "No log"}>
            {isUnderWay(status) ? "Lines appear here as the training goes on." : "This version was not trained here."}
          </Empty>
        }
      >
        {(lines: readonly LogLine[]) => (
          <div className="log" tabIndex={0} aria-label="Log of the training" role="log">
            <ol>
              {lines.map(({ sequence, at, level, message }) => (
                <li key={sequence} data-level={level}>
                  <time dateTime={at} title={formatMoment(at)}>
                    {at.slice(11, 19)}
                  </time>
                  <span className={level === "info" ? "hidden" : "strong"}>{level}</span>
                  <span>{message}</span>
                </li>
              ))}
            </ol>
          </div>
        )}
      </PagedView>
    </Card>
  )
}
