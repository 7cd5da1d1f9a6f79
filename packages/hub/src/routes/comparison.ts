// Lineage, diff and comparison.
import { operations } from "@fidelio/client/contract"
import { compareVersions, diffVersions } from "../comparison/compare-versions.ts"
import { readLineage } from "../comparison/lineage.ts"
import { route } from "../route.ts"

export const comparisonRoutes = [
  route(operations.getLineage, ({ params, hub }) => readLineage(hub.db, params.repository)),
  route(operations.diffVersions, ({ query, hub }) => diffVersions(hub, query.from, query.to)),
  route(operations.compareVersions, ({ query, hub }) => compareVersions(hub.db, query.versions)),
]
