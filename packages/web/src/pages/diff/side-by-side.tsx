// The configs of two versions side by side, as written or as rendered; what is alike is folded away.
import { MergeView, unifiedMergeView } from "@codemirror/merge"
import { yaml } from "@codemirror/lang-yaml"
import { EditorState, type Extension } from "@codemirror/state"
import { EditorView, lineNumbers } from "@codemirror/view"
import { useEffect, useRef, useState, useSyncExternalStore } from "react"
import type { Diff } from "@fidelio/client"
import { Card } from "../../components/card.tsx"
import { Segments } from "../../components/field.tsx"
import { Empty } from "../../components/states.tsx"
import { colours } from "../../editor/colours.ts"
import { refOf } from "../../links.ts"

const forms = [
  { value: "written", label: "As written" },
  { value: "rendered", label: "Rendered" },
] as const

export function SideBySide({ diff: { config, from, to } }: { readonly diff: Diff }) {
  const [form, setForm] = useState<"written" | "rendered">("written")
  const before = form === "written" ? config.before : config.rendered_before
  const after = form === "written" ? config.after : config.rendered_after
  return (
    <Card
      title="Config"
      actions={<Segments label="Form" value={form} choices={forms} onChange={setForm} />}
      isPadded={false}
    >
      {before === after ? (
        <Empty icon="check" title="The texts are the same" />
      ) : (
        <Texts key={form} before={before} after={after} labels={[refOf(from), refOf(to)]} />
      )}
    </Card>
  )
}

const narrow = window.matchMedia("(max-width: 800px)")

const subscribe = (listener: () => void) => {
  narrow.addEventListener("change", listener)
  return () => narrow.removeEventListener("change", listener)
}

const collapseUnchanged = { margin: 3, minSize: 6 }

interface TextsProps {
  readonly before: string
  readonly after: string
  readonly labels: readonly [string, string]
}

function Texts({ before, after, labels }: TextsProps) {
  const place = useRef<HTMLDivElement>(null)
  const isNarrow = useSyncExternalStore(subscribe, () => narrow.matches)
  const [first, second] = labels
  useEffect(() => {
    const parent = place.current
    if (!parent) return
    const view = isNarrow
      ? new EditorView({
          parent,
          doc: after,
          extensions: [
            ...reading(`${second}, with what ${first} had`),
            unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged }),
          ],
        })
      : new MergeView({
          parent,
          a: { doc: before, extensions: reading(first) },
          b: { doc: after, extensions: reading(second) },
          collapseUnchanged,
          highlightChanges: true,
        })
    return () => view.destroy()
  }, [before, after, first, second, isNarrow])
  return <div className="merge" ref={place} />
}

const reading = (label: string): Extension[] => [
  lineNumbers(),
  yaml(),
  colours,
  EditorState.readOnly.of(true),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ "aria-label": `Config of ${label}`, "aria-readonly": "true", tabindex: "0" }),
]
