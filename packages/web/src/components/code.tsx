// Text of machines, to be read and copied.
import { useState } from "react"
import { Button } from "./button.tsx"

interface CodeProps {
  readonly text: string
  /** What it is, for the button's name. */
  readonly label: string
}

export const Code = ({ text, label }: CodeProps) => (
  <div className="code">
    <pre tabIndex={0} role="region" aria-label={label}>
      <code>{text}</code>
    </pre>
    <CopyButton text={text} label={label} />
  </div>
)

export function CopyButton({ text, label }: CodeProps) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <Button
      kind="quiet"
      size="small"
      icon={isCopied ? "check" : "copy"}
      aria-label={isCopied ? "Copied" : `Copy: ${label}`}
      onClick={() => void copy()}
    />
  )
}

/** The clipboard is there on HTTPS and loopback only; elsewhere a selection is copied as by hand. */
async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text)
  const area = document.createElement("textarea")
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand("copy")
  area.remove()
}
