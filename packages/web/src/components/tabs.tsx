// The parts of a page as links, so that each has an address of its own.
import { Link } from "wouter"
import { useEffect, useRef } from "react"

export interface Tab {
  readonly key: string
  readonly label: string
  readonly href: string
  readonly count?: number | undefined
}

interface TabsProps {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly current: string
}

export function Tabs({ label, tabs, current }: TabsProps) {
  const list = useRef<HTMLElement>(null)
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>("[aria-current]")
    if (tab && list.current) list.current.scrollLeft = tab.offsetLeft - list.current.offsetLeft - 24
  }, [current])
  return (
    <nav className="tabs" aria-label={label} ref={list}>
      {tabs.map(({ key, label: text, href, count }) => (
        <Link key={key} href={href} aria-current={key === current ? "page" : undefined}>
          {text}
          {count !== undefined && <span className="count">{count}</span>}
        </Link>
      ))}
    </nav>
  )
}
