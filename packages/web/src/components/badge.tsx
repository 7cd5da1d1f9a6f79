// Small marks: the status of a version, its aliases, tags, roles.
import type { ReactNode } from "react"
import type { VersionStatus } from "@fidelio/client"
import { Icon, type IconName } from "./icon.tsx"

export type Tone = "plain" | "good" | "bad" | "warn" | "busy" | "accent"

interface BadgeProps {
  readonly tone?: Tone
  readonly icon?: IconName
  readonly children: ReactNode
}

export const Badge = ({ tone = "plain", icon, children }: BadgeProps) => (
  <span className="badge" data-tone={tone}>
    {icon !== undefined && <Icon name={icon} size={12} className={icon === "spinner" ? "spin" : ""} />}
    {children}
  </span>
)

export const statusLooks: Readonly<Record<VersionStatus, { readonly tone: Tone; readonly icon: IconName }>> = {
  queued: { tone: "plain", icon: "clock" },
  preprocessing: { tone: "busy", icon: "spinner" },
  training: { tone: "busy", icon: "spinner" },
  evaluating: { tone: "busy", icon: "spinner" },
  ready: { tone: "good", icon: "check" },
  failed: { tone: "bad", icon: "alert" },
  cancelled: { tone: "plain", icon: "stop" },
}

export const StatusBadge = ({ status }: { readonly status: VersionStatus }) => (
  <Badge {...statusLooks[status]}>{status}</Badge>
)

export const AliasBadges = ({ aliases }: { readonly aliases: readonly string[] }) =>
  aliases.map((alias) => (
    <Badge key={alias} tone="accent" icon="alias">
      {alias}
    </Badge>
  ))
