// Drafts of the next version: begun, not yet trained.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query"
import { Link } from "wouter"
import type { Draft, Repository } from "@fidelio/client"
import { hub } from "../../api.ts"
import { Button, ButtonLink } from "../../components/button.tsx"
import { Card, Table } from "../../components/card.tsx"
import { Person } from "../../components/person.tsx"
import { PagedView } from "../../components/query-view.tsx"
import { useMay } from "../../components/session-context.ts"
import { Empty, messageOf } from "../../components/states.tsx"
import { Ago } from "../../components/time.tsx"
import { useToast } from "../../components/toasts.tsx"
import { draftLink, newVersionLink, refOf, versionLink } from "../../links.ts"
import { draftsQuery } from "../../queries.ts"

export function DraftsTab({ repository: { name } }: { readonly repository: Repository }) {
  const query = useInfiniteQuery(draftsQuery(name))
  const mayEdit = useMay("editor")
  return (
    <Card title="Drafts" isPadded={false}>
      <PagedView
        query={query}
        empty={
          <Empty
            icon="edit"
            title="No drafts"
            action={mayEdit && <ButtonLink href={newVersionLink(name)}>New version</ButtonLink>}
          >
            A draft is a config and a dataset that are not trained yet. Training it makes the next version.
          </Empty>
        }
      >
        {(drafts: readonly Draft[]) => (
          <Table
            label="Drafts"
            head={
              <>
                <th scope="col">Draft</th>
                <th scope="col">Edited from</th>
                <th scope="col">Data</th>
                <th scope="col">Author</th>
                <th scope="col">Changed</th>
                <th scope="col">
                  <span className="hidden">Actions</span>
                </th>
              </>
            }
          >
            {drafts.map((draft) => (
              <DraftRow key={draft.id} draft={draft} mayEdit={mayEdit} />
            ))}
          </Table>
        )}
      </PagedView>
    </Card>
  )
}

function DraftRow({ draft, mayEdit }: { readonly draft: Draft; readonly mayEdit: boolean }) {
  const { id, repository, description, parent, dataset, author, updated } = draft
  const client = useQueryClient()
  const toast = useToast()
  const remove = useMutation({
    mutationFn: () => hub.deleteDraft({ params: { repository, id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["repository", repository, "drafts"] }),
    onError: (error) => toast(messageOf(error), "bad"),
  })
  return (
    <tr>
      <th scope="row">
        <Link href={draftLink(repository, id)}>{description === "" ? "Draft without a description" : description}</Link>
      </th>
      <td>
        {parent === null ? <span className="quiet">–</span> : <Link href={versionLink(parent)}>{refOf(parent)}</Link>}
      </td>
      <td>{dataset ?? <span className="quiet">none yet</span>}</td>
      <td>
        <Person user={author} />
      </td>
      <td className="quiet">
        <Ago time={updated} />
      </td>
      <td className="tight">
        {mayEdit && (
          <Button
            size="small"
            kind="danger"
            icon="trash"
            aria-label="Throw draft away"
            isBusy={remove.isPending}
            onClick={() => remove.mutate()}
          />
        )}
      </td>
    </tr>
  )
}
