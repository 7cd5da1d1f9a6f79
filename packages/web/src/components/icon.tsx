// Icons, drawn on a grid of 16: a stroke that has the colour of the text beside it.
const paths = {
  alias: "M3 3h5l5.5 5.5-5 5L3 8zM5.7 5.7h.1",
  alert: "M8 2.2 14.3 13H1.7zM8 6.4v3M8 11.2v.1",
  arrow: "M3 8h10M9.3 4.3 13 8l-3.7 3.7",
  back: "M13 8H3M6.7 4.3 3 8l3.7 3.7",
  check: "M3 8.6 6.4 12 13 4.6",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6",
  close: "M4 4l8 8M12 4l-8 8",
  compare: "M4 13V8M8 13V3M12 13V6",
  copy: "M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3",
  data: "M8 6.2c3 0 5.4-.9 5.4-2S11 2.2 8 2.2s-5.4.9-5.4 2 2.4 2 5.4 2zM2.6 4.2v7.6c0 1.1 2.4 2 5.4 2s5.4-.9 5.4-2V4.2M2.6 8c0 1.1 2.4 2 5.4 2s5.4-.9 5.4-2",
  diff: "M8 2.5v6M5 5.5h6M5 12.5h6",
  download: "M8 2.5v7M4.8 6.8 8 10l3.2-3.2M2.8 13.2h10.4",
  edit: "M10.8 2.7l2.5 2.5L5.5 13 2.4 13.6 3 10.5z",
  empty: "M2.5 9.5h3l1 2h3l1-2h3M2.5 9.5v4h11v-4L11.3 2.8H4.7z",
  file: "M4 2h5l3 3v9H4zM9 2v3h3",
  fork: "M4.5 5.2a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2zM11.5 5.2a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2zM8 14a1.6 1.6 0 1 0 0-3.2A1.6 1.6 0 0 0 8 14zM4.5 5.2c0 3 3.5 2 3.5 5.6 0-3.6 3.5-2.6 3.5-5.6",
  jobs: "M2.5 3.5h11M2.5 8h11M2.5 12.5h6",
  key: "M5.3 13.2a2.9 2.9 0 1 0 0-5.8 2.9 2.9 0 0 0 0 5.8zM7.3 8.3 13.3 2.3M10.6 5l2 2",
  lineage:
    "M3.5 9.6a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2zM12.5 5.2a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2zM12.5 14a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2zM5.1 8c3.5 0 2.5-4.4 5.8-4.4M5.1 8c3.5 0 2.5 4.4 5.8 4.4",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  model: "M8 1.8 13.5 5v6L8 14.2 2.5 11V5zM2.5 5 8 8.2 13.5 5M8 8.2v6",
  moon: "M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1z",
  more: "M3.5 8h.1M8 8h.1M12.5 8h.1",
  play: "M4.5 2.8v10.4L13 8z",
  plus: "M8 3v10M3 8h10",
  screen: "M2 3h12v8H2zM6 13.5h4",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6 14 14",
  settings:
    "M2.5 4.5h6M12 4.5h1.5M2.5 11.5H4M7.5 11.5h6M10.2 6.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM5.8 13.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z",
  spinner: "M8 2a6 6 0 1 1-5.2 3",
  stop: "M4 4h8v8H4z",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9",
  trash: "M2.8 4.2h10.4M6 4.2V2.5h4v1.7M4.3 4.2l.6 9.3h6.2l.6-9.3",
  up: "M8 13V3M4.3 6.7 8 3l3.7 3.7",
  upload: "M8 10V3M4.8 5.7 8 2.5l3.2 3.2M2.8 13.2h10.4",
  user: "M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8zM2.8 13.8c.5-2.6 2.5-4 5.2-4s4.7 1.4 5.2 4",
} as const

export type IconName = keyof typeof paths

interface IconProps {
  readonly name: IconName
  readonly size?: number
  readonly className?: string
}

export const Icon = ({ name, size = 16, className }: IconProps) => (
  <svg
    viewBox="0 0 16 16"
    width={size}
    height={size}
    className={className}
    fill="none"
    stroke="currentColor"
    strokeWidth={1.5}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d={paths[name]} />
  </svg>
)
