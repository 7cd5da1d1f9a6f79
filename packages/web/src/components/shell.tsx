// The frame around every page: where one can go, who is signed in, light or dark.
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useEffect, useState, type ReactNode } from "react"
import { Link, useLocation } from "wouter"
import type { Session } from "@fidelio/client"
import { hub } from "../api.ts"
import { chooseTheme, useThemeChoice, type ThemeChoice } from "../theme.ts"
import { Button } from "./button.tsx"
import { Segments } from "./field.tsx"
import { Icon, type IconName } from "./icon.tsx"
import { Person } from "./person.tsx"
import { useToast } from "./toasts.tsx"
import { messageOf } from "./states.tsx"
import { SessionContext } from "./session-context.ts"

interface Destination {
  readonly href: string
  readonly label: string
  readonly icon: IconName
  /** Pages that belong to it. */
  readonly covers: RegExp
}

const destinations: readonly Destination[] = [
  { href: "/", label: "Models", icon: "model", covers: /^\/($|repositories|diff|compare)/ },
  { href: "/datasets", label: "Datasets", icon: "data", covers: /^\/datasets/ },
  { href: "/jobs", label: "Jobs", icon: "jobs", covers: /^\/jobs/ },
  { href: "/settings", label: "Settings", icon: "settings", covers: /^\/settings/ },
]

interface ShellProps {
  readonly session: Session
  readonly children: ReactNode
}

export function Shell({ session, children }: ShellProps) {
  const [place] = useLocation()
  const [isOpen, setOpen] = useState(false)
  useEffect(() => setOpen(false), [place])
  return (
    <SessionContext value={session}>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <div className="shell">
        <header className="topbar">
          <Brand organisation={session.organisation.name} />
          <Button
            kind="quiet"
            icon={isOpen ? "close" : "menu"}
            aria-label="Menu"
            aria-expanded={isOpen}
            aria-controls="sidebar"
            onClick={() => setOpen(!isOpen)}
          />
        </header>
        <aside className="sidebar" id="sidebar" aria-label="Sidebar" data-open={isOpen}>
          <Brand organisation={session.organisation.name} />
          <nav className="nav" aria-label="Main">
            {destinations.map(({ href, label, icon, covers }) => (
              <Link key={href} href={href} aria-current={covers.test(place) ? "page" : undefined}>
                <Icon name={icon} />
                {label}
              </Link>
            ))}
          </nav>
          <Account session={session} />
        </aside>
        <main className="main" id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </SessionContext>
  )
}

const Brand = ({ organisation }: { readonly organisation: string }) => (
  <Link href="/" className="brand">
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--fill)" />
      <path
        d="M10 24V8h13M10 15.5h9"
        fill="none"
        stroke="#fff"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="22.5" cy="22.5" r="2.6" fill="#fff" />
    </svg>
    <span>
      Fidelio
      <small>{organisation}</small>
    </span>
  </Link>
)

const themes: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: "system", label: "Auto" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
]

function Account({ session }: { readonly session: Session }) {
  const client = useQueryClient()
  const theme = useThemeChoice()
  const toast = useToast()
  const [, navigate] = useLocation()
  const signOut = useMutation({
    mutationFn: () => hub.signOut(),
    onSuccess: () => {
      client.clear()
      navigate("/sign-in")
    },
    onError: (error) => toast(messageOf(error), "bad"),
  })
  return (
    <footer>
      <Segments label="Colours" value={theme} choices={themes} onChange={chooseTheme} />
      <div className="stack-s">
        <Person user={session.user} />
        <div className="row row-apart">
          <span className="quiet small">{session.role}</span>
          <Button kind="quiet" size="small" isBusy={signOut.isPending} onClick={() => signOut.mutate()}>
            Sign out
          </Button>
        </div>
      </div>
    </footer>
  )
}
