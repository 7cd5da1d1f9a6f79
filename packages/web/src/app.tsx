// All pages by their addresses, for whoever is signed in.
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query"
import { lazy, Suspense, type ComponentType } from "react"
import { Redirect, Route, Switch, useLocation } from "wouter"
import { isMissing, isSignedOut } from "./api.ts"
import { FaultBoundary } from "./components/fault-boundary.tsx"
import { Shell } from "./components/shell.tsx"
import { Failure, Loading } from "./components/states.tsx"
import { Toasts } from "./components/toasts.tsx"
import { MissingPage } from "./pages/missing-page.tsx"
import { RepositoriesPage } from "./pages/repositories/repositories-page.tsx"
import { SignInPage } from "./pages/sign-in-page.tsx"
import { sessionQuery } from "./queries.ts"

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retry: (failures, error) => failures < 2 && !isSignedOut(error) && !isMissing(error),
    },
  },
})

// A session that ends is noticed by whatever is asked next.
client.getQueryCache().subscribe(({ type, query }) => {
  if (type === "updated" && query.queryKey[0] !== "session" && isSignedOut(query.state.error))
    void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
})

export const App = () => (
  <QueryClientProvider client={client}>
    <Toasts>
      <Switch>
        <Route path="/sign-in" component={SignInPage} />
        <Route>
          <SignedIn />
        </Route>
      </Switch>
    </Toasts>
  </QueryClientProvider>
)

function SignedIn() {
  const session = useQuery(sessionQuery)
  const [place] = useLocation()
  if (isSignedOut(session.error)) {
    const here = place === "/" ? "" : `?to=${encodeURIComponent(place + window.location.search)}`
    return <Redirect to={`/sign-in${here}`} replace />
  }
  if (session.data === undefined)
    return (
      <main className="main">
        {session.isError ? <Failure error={session.error} onRetry={() => void session.refetch()} /> : <Loading />}
      </main>
    )
  return (
    <Shell session={session.data}>
      <FaultBoundary place={place}>
        <Suspense fallback={<Loading lines={6} />}>
          <Pages />
        </Suspense>
      </FaultBoundary>
    </Shell>
  )
}

/** A page that is loaded when it is gone to. */
const later = <K extends string>(name: K, load: () => Promise<Readonly<Record<K, ComponentType>>>) =>
  lazy(async () => ({ default: (await load())[name] }))

const RepositoryPage = later("RepositoryPage", () => import("./pages/repository/repository-page.tsx"))
const VersionPage = later("VersionPage", () => import("./pages/version/version-page.tsx"))
const DraftPage = later("DraftPage", () => import("./pages/draft/draft-page.tsx"))
const NewVersionPage = later("NewVersionPage", () => import("./pages/draft/new-version-page.tsx"))
const DiffPage = later("DiffPage", () => import("./pages/diff/diff-page.tsx"))
const ComparePage = later("ComparePage", () => import("./pages/compare/compare-page.tsx"))
const DatasetsPage = later("DatasetsPage", () => import("./pages/datasets/datasets-page.tsx"))
const DatasetPage = later("DatasetPage", () => import("./pages/datasets/dataset-page.tsx"))
const JobsPage = later("JobsPage", () => import("./pages/jobs-page.tsx"))
const SettingsPage = later("SettingsPage", () => import("./pages/settings/settings-page.tsx"))

const Pages = () => (
  <Switch>
    <Route path="/" component={RepositoriesPage} />
    <Route path="/repositories">
      <Redirect to="/" replace />
    </Route>
    <Route path="/repositories/:repository/new" component={NewVersionPage} />
    <Route path="/repositories/:repository/drafts/:id" component={DraftPage} />
    <Route path="/repositories/:repository/versions/:version/:tab?" component={VersionPage} />
    <Route path="/repositories/:repository/:tab?" component={RepositoryPage} />
    <Route path="/diff" component={DiffPage} />
    <Route path="/compare" component={ComparePage} />
    <Route path="/datasets" component={DatasetsPage} />
    <Route path="/datasets/:dataset" component={DatasetPage} />
    <Route path="/jobs" component={JobsPage} />
    <Route path="/settings/:tab?" component={SettingsPage} />
    <Route component={MissingPage} />
  </Switch>
)
