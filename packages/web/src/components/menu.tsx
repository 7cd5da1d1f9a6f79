// Further actions behind a button; closes with Escape, on a choice, and when focus leaves it.
import { useEffect, useRef, useState, type ReactNode } from "react"
import { Button } from "./button.tsx"

interface MenuProps {
  readonly label: string
  readonly children: ReactNode
}

export function Menu({ label, children }: MenuProps) {
  const [isOpen, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!isOpen) return
    const onPointer = (event: PointerEvent) => {
      if (!place.current?.contains(event.target as Node)) setOpen(false)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return
      setOpen(false)
      place.current?.querySelector("button")?.focus()
    }
    document.addEventListener("pointerdown", onPointer)
    document.addEventListener("keydown", onKey)
    return () => {
      document.removeEventListener("pointerdown", onPointer)
      document.removeEventListener("keydown", onKey)
    }
  }, [isOpen])
  return (
    <div className="menu" ref={place}>
      <Button icon="more" aria-label={label} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} />
      {isOpen && (
        <div onClick={() => setOpen(false)} role="group" aria-label={label}>
          {children}
        </div>
      )}
    </div>
  )
}
