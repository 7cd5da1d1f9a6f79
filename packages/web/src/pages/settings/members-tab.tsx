// Everyone in the organisation; admins add people, give them links to sign in with, change what they may.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { Member, SignInLink } from "@fidelio/client"
import { hub } from "../../api.ts"
import { Badge } from "../../components/badge.tsx"
import { Button } from "../../components/button.tsx"
import { Card, Table } from "../../components/card.tsx"
import { BareSelect } from "../../components/field.tsx"
import { Person } from "../../components/person.tsx"
import { PagedView } from "../../components/query-view.tsx"
import { useMay } from "../../components/session-context.ts"
import { Empty, messageOf } from "../../components/states.tsx"
import { Ago } from "../../components/time.tsx"
import { useToast } from "../../components/toasts.tsx"
import { membersQuery } from "../../queries.ts"
import { NewMemberDialog } from "./new-member-dialog.tsx"
import { roleOf } from "./roles.ts"
import { SignInLinkDialog } from "./sign-in-link-dialog.tsx"

export function MembersTab() {
  const query = useInfiniteQuery(membersQuery)
  const isAdmin = useMay("admin")
  const [isAdding, setAdding] = useState(false)
  const [link, setLink] = useState<SignInLink>()
  return (
    <>
      <Card
        title="Members"
        actions={
          isAdmin && (
            <Button kind="primary" size="small" icon="plus" onClick={() => setAdding(true)}>
              Add somebody
            </Button>
          )
        }
        isPadded={false}
      >
        <PagedView query={query} empty={<Empty icon="user" title="Nobody" />}>
          {(members: readonly Member[]) => (
            <Table
              label="Members"
              head={
                <>
                  <th scope="col">Name</th>
                  <th scope="col">Email</th>
                  <th scope="col">Role</th>
                  <th scope="col">Last seen</th>
                  {isAdmin && (
                    <th scope="col">
                      <span className="hidden">Actions</span>
                    </th>
                  )}
                </>
              }
            >
              {members.map((member) => (
                <MemberRow key={member.id} member={member} isAdmin={isAdmin} onLink={setLink} />
              ))}
            </Table>
          )}
        </PagedView>
      </Card>
      {isAdding && <NewMemberDialog onClose={() => setAdding(false)} />}
      {link !== undefined && <SignInLinkDialog link={link} onClose={() => setLink(undefined)} />}
    </>
  )
}

interface MemberRowProps {
  readonly member: Member
  readonly isAdmin: boolean
  readonly onLink: (link: SignInLink) => void
}

const roles = ["viewer", "editor", "admin"].map((value) => ({ value, label: value }))

function MemberRow({ member, isAdmin, onLink }: MemberRowProps) {
  const { id, name, email, role, is_active, last_seen } = member
  const client = useQueryClient()
  const toast = useToast()
  const change = useMutation({
    mutationFn: (body: Partial<Pick<Member, "role" | "is_active">>) => hub.updateMember({ params: { id }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: membersQuery.queryKey }),
    onError: (error) => toast(messageOf(error), "bad"),
  })
  return (
    <tr>
      <th scope="row">
        <span className="row">
          <Person user={member} /> {!is_active && <Badge tone="bad">shut out</Badge>}
        </span>
      </th>
      <td>{email}</td>
      <td className="tight">
        {isAdmin ? (
          <BareSelect
            label={`Role of ${name}`}
            value={role}
            choices={roles}
            disabled={change.isPending}
            onChange={(event) => change.mutate({ role: roleOf(event.target.value) })}
          />
        ) : (
          <Badge>{role}</Badge>
        )}
      </td>
      <td className="tight quiet">{last_seen === null ? "never" : <Ago time={last_seen} />}</td>
      {isAdmin && (
        <td className="tight">
          <MemberButtons member={member} onLink={onLink} change={(next) => change.mutate({ is_active: next })} />
        </td>
      )}
    </tr>
  )
}

interface MemberButtonsProps {
  readonly member: Member
  readonly onLink: (link: SignInLink) => void
  readonly change: (isActive: boolean) => void
}

function MemberButtons({ member: { id, name, is_active }, onLink, change }: MemberButtonsProps) {
  const toast = useToast()
  const makeLink = useMutation({
    mutationFn: () => hub.createSignInLink({ params: { id } }),
    onSuccess: onLink,
    onError: (error) => toast(messageOf(error), "bad"),
  })
  return (
    <span className="row row-end nowrap">
      {is_active && (
        <Button
          size="small"
          isBusy={makeLink.isPending}
          aria-label={`Sign-in link for ${name}`}
          onClick={() => makeLink.mutate()}
        >
          Sign-in link
        </Button>
      )}
      <Button
        size="small"
        kind={is_active ? "danger" : "plain"}
        aria-label={is_active ? `Shut out ${name}` : `Let in ${name} again`}
        onClick={() => change(!is_active)}
      >
        {is_active ? "Shut out" : "Let in"}
      </Button>
    </span>
  )
}
