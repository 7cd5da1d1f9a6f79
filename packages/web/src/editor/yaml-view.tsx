// YAML to be read: with colours, line numbers and folding.
import { useEffect, useRef } from "react"
import { EditorState } from "@codemirror/state"
import { EditorView, lineNumbers } from "@codemirror/view"
import { foldGutter } from "@codemirror/language"
import { yaml } from "@codemirror/lang-yaml"
import { colours } from "./colours.ts"

interface YamlViewProps {
  readonly text: string
  readonly label: string
}

export function YamlView({ text, label }: YamlViewProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!place.current) return
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          foldGutter(),
          yaml(),
          colours,
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", "aria-readonly": "true" }),
        ],
      }),
    })
    return () => view.destroy()
  }, [text, label])
  return <div className="editor" ref={place} />
}
