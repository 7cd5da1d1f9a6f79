// The head of a page: where it is, what it is called, what can be done.
import { useEffect, useRef, type ReactNode } from "react"
import { Link } from "wouter"

interface Crumb {
  readonly label: string
  readonly href: string
}

interface PageProps {
  readonly title: string
  /** Beside the title: status, aliases. */
  readonly marks?: ReactNode
  readonly crumbs?: readonly Crumb[]
  readonly actions?: ReactNode
  readonly lead?: ReactNode
  readonly children: ReactNode
}

let isFirstPage = true

export function Page({ title, marks, crumbs = [], actions, lead, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus() // so that keyboard and screen reader go on from the new page's head
    isFirstPage = false
    window.scrollTo(0, 0)
  }, [])
  return (
    <>
      <title>{`${title} · Fidelio`}</title>
      <div className="page-header">
        {crumbs.length > 0 && (
          <nav aria-label="Breadcrumb">
            <ol className="crumbs">
              {crumbs.map(({ label, href }) => (
                <li key={href}>
                  <Link href={href}>{label}</Link>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <div className="page-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {marks}
          {actions !== undefined && <div className="row actions">{actions}</div>}
        </div>
        {lead !== undefined && lead !== "" && <div className="lead">{lead}</div>}
      </div>
      {children}
    </>
  )
}
