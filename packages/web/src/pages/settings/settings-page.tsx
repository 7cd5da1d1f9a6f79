// Settings: one's tokens, the members, the organisation, and the record of every change.
import { useParams } from "wouter"
import { Page } from "../../components/page.tsx"
import { useMay } from "../../components/session-context.ts"
import { Tabs } from "../../components/tabs.tsx"
import { MissingPage } from "../missing-page.tsx"
import { AuditTab } from "./audit-tab.tsx"
import { MembersTab } from "./members-tab.tsx"
import { OrganisationTab } from "./organisation-tab.tsx"
import { TokensTab } from "./tokens-tab.tsx"

const views = [
  { key: "tokens", label: "Tokens", View: TokensTab, role: "viewer" },
  { key: "members", label: "Members", View: MembersTab, role: "viewer" },
  { key: "organisation", label: "Organisation", View: OrganisationTab, role: "viewer" },
  { key: "audit", label: "Audit log", View: AuditTab, role: "admin" },
] as const

export function SettingsPage() {
  const { tab = "tokens" } = useParams<{ tab?: string | undefined }>()
  const isAdmin = useMay("admin")
  const shown = views.filter(({ role }) => isAdmin || role === "viewer")
  const view = shown.find(({ key }) => key === tab)
  if (view === undefined) return <MissingPage />
  return (
    <Page title="Settings">
      <Tabs
        label="Settings"
        current={tab}
        tabs={shown.map(({ key, label }) => ({
          key,
          label,
          href: key === "tokens" ? "/settings" : `/settings/${key}`,
        }))}
      />
      <view.View />
    </Page>
  )
}
