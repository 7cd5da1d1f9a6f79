// An editor of configs: colours, completion, and problems at their lines.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete"
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands"
import { yaml } from "@codemirror/lang-yaml"
import { bracketMatching, foldGutter, indentUnit } from "@codemirror/language"
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint"
import { EditorState, type Text } from "@codemirror/state"
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view"
import { useEffect, useRef } from "react"
import type { ConfigProblem } from "@fidelio/client"
import { colours } from "./colours.ts"
import { configCompletion, type CompletionKnowledge } from "./completion.ts"

interface ConfigEditorProps extends CompletionKnowledge {
  readonly label: string
  readonly text: string
  readonly problems: readonly ConfigProblem[]
  readonly isReadOnly?: boolean
  readonly onChange: (text: string) => void
}

/** Tab leaves the editor, as everywhere on a page; Mod-] and Mod-[ indent. */
const keys = keymap.of([
  ...completionKeymap,
  ...lintKeymap,
  ...historyKeymap,
  ...defaultKeymap,
  { key: "Mod-]", run: indentMore },
  { key: "Mod-[", run: indentLess },
])

export function ConfigEditor(props: ConfigEditorProps) {
  const { label, text, problems, isReadOnly = false } = props
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView>(undefined)
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })
  useEffect(() => {
    if (!place.current) return
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          lineNumbers(),
          foldGutter(),
          lintGutter(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          bracketMatching(),
          yaml(),
          indentUnit.of("  "),
          autocompletion({ override: [configCompletion(() => latest.current)], icons: false }),
          keys,
          colours,
          EditorState.readOnly.of(isReadOnly),
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString())
          }),
        ],
      }),
    })
    editor.current = view
    return () => view.destroy()
  }, [label, isReadOnly])

  useEffect(() => {
    const view = editor.current
    if (view && view.state.doc.toString() !== text) view.dispatch({ changes: smallestChange(view.state.doc, text) })
  }, [text])

  useEffect(() => {
    const view = editor.current
    if (view)
      view.dispatch(
        setDiagnostics(
          view.state,
          problems.map((problem) => diagnosticOf(view.state.doc, problem)),
        ),
      )
  }, [problems])

  return <div className="editor" ref={place} />
}

/** What differs alone, so that the cursor stays where it is. */
function smallestChange(before: Text, after: string): { from: number; to: number; insert: string } {
  const old = before.toString()
  let start = 0
  while (start < old.length && start < after.length && old[start] === after[start]) start++
  let end = 0
  while (end < old.length - start && end < after.length - start && old.at(-1 - end) === after.at(-1 - end)) end++
  return { from: start, to: old.length - end, insert: after.slice(start, after.length - end) }
}

function diagnosticOf(doc: Text, { line = 1, column = 1, message, hint }: ConfigProblem): Diagnostic {
  const place = doc.line(Math.min(Math.max(line, 1), doc.lines))
  const from = Math.min(place.from + column - 1, place.to)
  const word = /^[^\s:#]+/.exec(doc.sliceString(from, place.to))?.[0] ?? ""
  return {
    from,
    to: Math.max(from, from + word.length),
    severity: "error",
    message: hint === undefined ? message : `${message}\n${hint}`,
  }
}
