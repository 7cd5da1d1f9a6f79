// What is pressed: buttons, and links that look like them.
import type { ComponentProps, ReactNode } from "react"
import { Link } from "wouter"
import { Icon, type IconName } from "./icon.tsx"

interface Look {
  readonly kind?: "primary" | "plain" | "quiet" | "danger" | undefined
  readonly size?: "small" | "normal" | undefined
  readonly icon?: IconName | undefined
  readonly children?: ReactNode
}

interface ButtonProps extends Look, Omit<ComponentProps<"button">, "children"> {
  /** Work is under way: it cannot be pressed again. */
  readonly isBusy?: boolean | undefined
}

const look = ({ kind = "plain", size = "normal", icon, children }: Look) => ({
  className: "button",
  "data-kind": kind,
  "data-size": size,
  "data-icon": icon !== undefined && children === undefined ? "only" : undefined,
})

export function Button({ kind, size, icon, children, isBusy = false, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      {...look({ kind, size, icon, children })}
      disabled={isBusy || disabled === true}
      aria-busy={isBusy || undefined}
    >
      {isBusy ? <Icon name="spinner" className="spin" /> : icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  )
}

interface ButtonLinkProps extends Look {
  readonly href: string
  readonly "aria-label"?: string
}

export const ButtonLink = ({ kind, size, icon, children, href, ...rest }: ButtonLinkProps) => (
  <Link href={href} {...rest} {...look({ kind, size, icon, children })}>
    {icon !== undefined && <Icon name={icon} />}
    {children}
  </Link>
)
