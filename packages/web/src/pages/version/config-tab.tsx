// The config of a version: as it was written, and with every default filled in.
import { useMemo, useState } from "react"
import { stringify } from "yaml"
import type { Version } from "@fidelio/client"
import { Card } from "../../components/card.tsx"
import { CopyButton } from "../../components/code.tsx"
import { Segments } from "../../components/field.tsx"
import { YamlView } from "../../editor/yaml-view.tsx"

const forms = [
  { value: "written", label: "As written" },
  { value: "rendered", label: "Rendered" },
] as const

export function ConfigTab({ version: { config, rendered_config } }: { readonly version: Version }) {
  const [form, setForm] = useState<"written" | "rendered">("written")
  const rendered = useMemo(() => stringify(rendered_config), [rendered_config])
  const text = form === "written" ? config : rendered
  return (
    <Card
      title={form === "written" ? "As it was written" : "With every default filled in"}
      actions={
        <>
          <Segments label="Form" value={form} choices={forms} onChange={setForm} />
          <CopyButton text={text} label="config" />
        </>
      }
      isPadded={false}
    >
      <YamlView text={text} label="Config" />
    </Card>
  )
}
