// The drawing of a chart, and the small box under the pointer.
import { useEffect, useMemo, useRef, useState } from "react"
import { chartConfig, type Chart } from "@fidelio/core/charts"
import { useTheme } from "../theme.ts"
import { draw, type Drawing } from "./draw.ts"

interface Tip {
  readonly entries: readonly (readonly [string, string])[]
  readonly x: number
  readonly y: number
}

const font = '"Inter Variable", system-ui, sans-serif'

export function ChartDrawing({ chart }: { readonly chart: Chart }) {
  const theme = useTheme()
  const place = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawing>(undefined)
  const [tip, setTip] = useState<Tip>()
  const { data, ...rest } = chart.spec
  const form = JSON.stringify(rest) // rows come and go; a new drawing is for another form only
  const latest = useRef(chart)
  latest.current = chart

  useEffect(() => {
    let isGone = false
    const onTooltip: Parameters<typeof draw>[2]["onTooltip"] = (value, x, y) =>
      setTip(value === null ? undefined : { entries: entriesOf(value), x, y })
    const started =
      place.current && draw(place.current, latest.current.spec, { config: chartConfig(theme, font), onTooltip })
    void started?.then((made) => {
      if (isGone) return made.remove()
      drawing.current = made
      made.update(latest.current.spec.data.values)
    })
    return () => {
      isGone = true
      drawing.current?.remove()
      drawing.current = undefined
    }
  }, [form, theme])

  useEffect(() => drawing.current?.update(data.values), [data.values])

  return (
    <>
      <div className="drawing" ref={place} />
      {tip !== undefined && <Tooltip {...tip} />}
    </>
  )
}

const entriesOf = (value: Readonly<Record<string, unknown>> | string): Tip["entries"] =>
  typeof value === "string" ? [["", value]] : Object.entries(value).map(([name, one]) => [name, String(one)])

function Tooltip({ entries, x, y }: Tip) {
  const style = useMemo(
    () => ({
      top: Math.min(y + 14, window.innerHeight - 40 - 20 * entries.length),
      ...(x > window.innerWidth / 2 ? { right: window.innerWidth - x + 12 } : { left: x + 14 }),
    }),
    [x, y, entries.length],
  )
  return (
    <div className="tooltip" style={style} aria-hidden="true">
      <dl>
        {entries.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
