// Trainings under way and past ones, and the workers that do them.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useSearchParams } from "wouter"
import type { Job, VersionStatus, Worker } from "@fidelio/client"
import { hub } from "../api.ts"
import { Badge, StatusBadge } from "../components/badge.tsx"
import { Button } from "../components/button.tsx"
import { Card, Table } from "../components/card.tsx"
import { BareSelect } from "../components/field.tsx"
import { ObjectiveValue } from "../components/objective-value.tsx"
import { Page } from "../components/page.tsx"
import { Person } from "../components/person.tsx"
import { PagedView, QueryView } from "../components/query-view.tsx"
import { useMay } from "../components/session-context.ts"
import { Empty, messageOf } from "../components/states.tsx"
import { Ago, Duration } from "../components/time.tsx"
import { useToast } from "../components/toasts.tsx"
import { counted } from "../format.ts"
import { refOf, versionLink } from "../links.ts"
import { isUnderWay, jobsQuery, workersQuery } from "../queries.ts"
import { sayPlaces } from "./course.ts"

const statuses = ["queued", "preprocessing", "training", "evaluating", "ready", "failed", "cancelled"] as const

export function JobsPage() {
  const [words, setWords] = useSearchParams()
  const status = statuses.find((one) => one === words.get("status"))
  const jobs = useInfiniteQuery(jobsQuery(status))
  return (
    <Page title="Jobs" lead="Trainings, those under way first. Each runs in a worker, in a process of its own.">
      <div className="stack">
        <Workers />
        <Card
          title="Trainings"
          actions={
            <BareSelect
              label="Status"
              value={status ?? ""}
              choices={[{ value: "", label: "All" }, ...statuses.map((value) => ({ value, label: value }))]}
              onChange={({ target: { value } }) => setWords(value === "" ? {} : { status: value }, { replace: true })}
            />
          }
          isPadded={false}
        >
          <PagedView query={jobs} empty={<NoJobs status={status} />}>
            {(items: readonly Job[]) => <JobsTable jobs={items} />}
          </PagedView>
        </Card>
      </div>
    </Page>
  )
}

const NoJobs = ({ status }: { readonly status: VersionStatus | undefined }) => (
  <Empty icon="jobs" title={status === undefined ? "No trainings yet" : `No training is ${status}`}>
    {status === undefined && "Train a version of a model, and it will be here."}
  </Empty>
)

function Workers() {
  const query = useQuery(workersQuery)
  return (
    <Card title="Workers" isPadded={false}>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="alert" title="No workers">
              Nothing can be trained until one is started: npx fidelio hub worker --database …
            </Empty>
          ) : (
            <WorkersTable workers={items} />
          )
        }
      </QueryView>
    </Card>
  )
}

const WorkersTable = ({ workers }: { readonly workers: readonly Worker[] }) => (
  <Table
    label="Workers"
    head={
      <>
        <th scope="col">Worker</th>
        <th scope="col">State</th>
        <th scope="col">Machine</th>
        <th scope="col">Trainings</th>
        <th scope="col">Heard from</th>
        <th scope="col">Started</th>
      </>
    }
  >
    {workers.map(({ name, host, is_alive, running, concurrency, heartbeat, started }) => (
      <tr key={name}>
        <th scope="row">{name}</th>
        <td>
          <Badge tone={is_alive ? "good" : "bad"} icon={is_alive ? "check" : "alert"}>
            {is_alive ? "alive" : "lost"}
          </Badge>
        </td>
        <td>{host}</td>
        <td>
          {running} of {concurrency}
        </td>
        <td className="quiet">
          <Ago time={heartbeat} />
        </td>
        <td className="quiet">
          <Ago time={started} />
        </td>
      </tr>
    ))}
  </Table>
)

const JobsTable = ({ jobs }: { readonly jobs: readonly Job[] }) => (
  <Table
    label="Trainings"
    head={
      <>
        <th scope="col">Version</th>
        <th scope="col">Status</th>
        <th scope="col">Progress</th>
        <th scope="col">Worker</th>
        <th scope="col">Author</th>
        <th scope="col">Took</th>
        <th scope="col">Created</th>
        <th scope="col">
          <span className="hidden">Actions</span>
        </th>
      </>
    }
  >
    {jobs.map((job) => (
      <JobRow key={job.version.id} job={job} />
    ))}
  </Table>
)

function JobRow({ job }: { readonly job: Job }) {
  const { version, worker, attempt, cancel_requested } = job
  const mayEdit = useMay("editor")
  return (
    <tr>
      <th scope="row" className="wide">
        <Link href={versionLink(version)}>{refOf(version)}</Link>
        {version.description !== "" && <span className="quiet small clip">{version.description}</span>}
      </th>
      <td className="tight">
        <StatusBadge status={version.status} />
        {attempt > 1 && <div className="quiet small">begun {counted(attempt, "time")}</div>}
      </td>
      <td>
        <JobProgress job={job} />
      </td>
      <td>{worker ?? <span className="quiet">–</span>}</td>
      <td className="tight">
        <Person user={version.author} />
      </td>
      <td className="tight quiet">
        <Duration from={version.created} to={version.ended} />
      </td>
      <td className="tight quiet">
        <Ago time={version.created} />
      </td>
      <td className="tight">
        {mayEdit && isUnderWay(version.status) && <CancelButton job={job} isAsked={cancel_requested} />}
      </td>
    </tr>
  )
}

function JobProgress({ job: { version, progress } }: { readonly job: Job }) {
  if (!isUnderWay(version.status)) return <ObjectiveValue objective={version.objective} />
  if (progress === null || progress.total_steps === 0) return <span className="quiet">–</span>
  const share = Math.round((100 * progress.step) / progress.total_steps)
  return (
    <div className="stack-s">
      <div
        className="meter"
        role="progressbar"
        aria-label={`Training of ${refOf(version)}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
      >
        <span style={{ width: `${share}%` }} />
      </div>
      <span className="quiet small">{sayPlaces(version.model_type, progress)[0]}</span>
    </div>
  )
}

function CancelButton({ job: { version }, isAsked }: { readonly job: Job; readonly isAsked: boolean }) {
  const client = useQueryClient()
  const toast = useToast()
  const cancel = useMutation({
    mutationFn: () =>
      hub.cancelVersion({ params: { repository: version.repository, version: String(version.number) } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["jobs"] }),
    onError: (error) => toast(messageOf(error), "bad"),
  })
  return (
    <Button
      size="small"
      kind="danger"
      icon="stop"
      isBusy={cancel.isPending || isAsked}
      aria-label={`Cancel ${refOf(version)}`}
      onClick={() => cancel.mutate()}
    >
      Cancel
    </Button>
  )
}
