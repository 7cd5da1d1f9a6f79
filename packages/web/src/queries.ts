// What the pages ask the hub for, each under the key that it is kept by.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query"
import type { Page, VersionStatus } from "@fidelio/client"
import { hub, keepToken } from "./api.ts"
import { readCoefficients } from "./pages/version/coefficients.ts"

/** Trainings under way change by themselves: their lists are asked for again. */
const often = 2000

const endings: readonly VersionStatus[] = ["ready", "failed", "cancelled"]

export const isUnderWay = (status: VersionStatus): boolean => !endings.includes(status)

type Listing<T> = (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>

/** A list that is read page by page. */
const paged = <T>(key: readonly unknown[], list: Listing<T>, isLive: (item: T) => boolean = () => false) =>
  infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => list(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isLive)) === true ? often : false,
  })

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => keepToken(await hub.getSession({}, { signal })),
  retry: false,
  staleTime: 60_000,
})

export interface RepositoryFilter {
  readonly search?: string | undefined
  readonly tag?: string | undefined
  readonly sort?: "updated" | "name" | undefined
}

export const repositoriesQuery = (filter: RepositoryFilter) =>
  paged(
    ["repositories", filter],
    (cursor, signal) => hub.listRepositories({ query: { ...filter, cursor } }, { signal }),
    ({ latest }) => latest !== null && isUnderWay(latest.status),
  )

export const repositoryQuery = (repository: string) =>
  queryOptions({
    queryKey: ["repository", repository],
    queryFn: ({ signal }) => hub.getRepository({ params: { repository } }, { signal }),
  })

export const versionsQuery = (repository: string) =>
  paged(
    ["repository", repository, "versions"],
    (cursor, signal) => hub.listVersions({ params: { repository }, query: { cursor } }, { signal }),
    ({ status }) => isUnderWay(status),
  )

/** As many versions as one page may have, for charts over all of them. */
export const allVersionsQuery = (repository: string) =>
  queryOptions({
    queryKey: ["repository", repository, "all versions"],
    queryFn: ({ signal }) => hub.listVersions({ params: { repository }, query: { limit: 200 } }, { signal }),
  })

export const lineageQuery = (repository: string) =>
  queryOptions({
    queryKey: ["repository", repository, "lineage"],
    queryFn: ({ signal }) => hub.getLineage({ params: { repository } }, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.nodes.some(({ status }) => isUnderWay(status)) === true ? often : false,
  })

export const aliasesQuery = (repository: string) =>
  queryOptions({
    queryKey: ["repository", repository, "aliases"],
    queryFn: ({ signal }) => hub.listAliases({ params: { repository } }, { signal }),
  })

export const aliasMovesQuery = (repository: string, alias: string) =>
  paged(["repository", repository, "aliases", alias], (cursor, signal) =>
    hub.listAliasMoves({ params: { repository, alias }, query: { cursor } }, { signal }),
  )

export const draftsQuery = (repository: string) =>
  paged(["repository", repository, "drafts"], (cursor, signal) =>
    hub.listDrafts({ params: { repository }, query: { cursor } }, { signal }),
  )

export const draftQuery = (repository: string, id: string) =>
  queryOptions({
    queryKey: ["repository", repository, "drafts", id],
    queryFn: ({ signal }) => hub.getDraft({ params: { repository, id } }, { signal }),
  })

interface VersionParams {
  readonly repository: string
  /** A number or an alias. */
  readonly version: string
}

const versionKey = ({ repository, version }: VersionParams) => ["version", repository, version] as const

export const versionQuery = (params: VersionParams) =>
  queryOptions({
    queryKey: versionKey(params),
    queryFn: ({ signal }) => hub.getVersion({ params }, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data.status) ? 5000 : false),
  })

export const evaluationsQuery = (params: VersionParams) =>
  queryOptions({
    queryKey: [...versionKey(params), "evaluations"],
    queryFn: ({ signal }) => hub.listEvaluations({ params }, { signal }),
  })

export const logQuery = (params: VersionParams) =>
  paged([...versionKey(params), "log"], (cursor, signal) =>
    hub.listLog({ params, query: { cursor, limit: 200 } }, { signal }),
  )

export const statisticsQuery = (params: VersionParams) =>
  queryOptions({
    queryKey: [...versionKey(params), "statistics"],
    queryFn: ({ signal }) => hub.getStatistics({ params }, { signal }),
  })

export const artifactsQuery = (params: VersionParams) =>
  queryOptions({
    queryKey: [...versionKey(params), "artifacts"],
    queryFn: ({ signal }) => hub.listArtifacts({ params }, { signal }),
  })

/** Of a version without such a file, none. */
export const coefficientsQuery = (params: VersionParams) =>
  queryOptions({
    queryKey: [...versionKey(params), "coefficients"],
    queryFn: async ({ signal }) => {
      const { items } = await hub.listArtifacts({ params }, { signal })
      const file = items.find(({ path }) => path.split("/").at(-1) === "coefficients.csv")
      if (file === undefined) return []
      const answer = await hub.downloadArtifact({ params: { ...params, sha256: file.sha256 } }, { signal })
      return readCoefficients(await answer.text())
    },
  })

export const signatureQuery = (params: VersionParams) =>
  queryOptions({
    queryKey: [...versionKey(params), "signature"],
    queryFn: ({ signal }) => hub.getSignature({ params }, { signal }),
  })

export const diffQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ["diff", from, to],
    queryFn: ({ signal }) => hub.diffVersions({ query: { from, to } }, { signal }),
  })

export const comparisonQuery = (versions: string) =>
  queryOptions({
    queryKey: ["compare", versions],
    queryFn: ({ signal }) => hub.compareVersions({ query: { versions } }, { signal }),
  })

export const datasetsQuery = (search?: string) =>
  paged(["datasets", search], (cursor, signal) => hub.listDatasets({ query: { search, cursor } }, { signal }))

export const datasetQuery = (dataset: string) =>
  queryOptions({
    queryKey: ["dataset", dataset],
    queryFn: ({ signal }) => hub.getDataset({ params: { dataset } }, { signal }),
  })

export const revisionsQuery = (dataset: string) =>
  paged(["dataset", dataset, "revisions"], (cursor, signal) =>
    hub.listRevisions({ params: { dataset }, query: { cursor } }, { signal }),
  )

export const revisionQuery = (dataset: string, revision: number) =>
  queryOptions({
    queryKey: ["dataset", dataset, "revisions", revision],
    queryFn: ({ signal }) => hub.getRevision({ params: { dataset, revision } }, { signal }),
    staleTime: Infinity,
  })

export const configSchemaQuery = queryOptions({
  queryKey: ["config schema"],
  queryFn: ({ signal }) => hub.getConfigSchema({}, { signal }),
  staleTime: Infinity,
})

export const jobsQuery = (status?: VersionStatus) =>
  infiniteQueryOptions({
    ...paged(["jobs", status], (cursor, signal) => hub.listJobs({ query: { status, cursor } }, { signal })),
    refetchInterval: often,
  })

export const workersQuery = queryOptions({
  queryKey: ["workers"],
  queryFn: ({ signal }) => hub.listWorkers({}, { signal }),
  refetchInterval: 5000,
})

export const membersQuery = paged(["members"], (cursor, signal) => hub.listMembers({ query: { cursor } }, { signal }))

export const tokensQuery = paged(["tokens"], (cursor, signal) => hub.listTokens({ query: { cursor } }, { signal }))

export interface AuditFilter {
  readonly object?: string | undefined
  readonly action?: string | undefined
}

export const auditQuery = (filter: AuditFilter) =>
  paged(["audit", filter], (cursor, signal) => hub.listAudit({ query: { ...filter, cursor } }, { signal }))
