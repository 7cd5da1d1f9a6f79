// What a setting's schema knows beyond its type: read by the docs, the editor, the search and the pages.
import "zod"

/** How a search varies a setting by default. */
export interface Tune {
  readonly scale?: "linear" | "log"
  readonly range?: readonly [number, number]
  readonly values?: readonly (string | number | boolean | null)[]
}

/** Extra knowledge of a setting. */
export interface FieldMeta {
  /** A short name for people, where the key's own words do not do. */
  readonly label?: string
  /** How much the setting tends to matter: 1 little, 2 some, 3 much. */
  readonly impact?: 1 | 2 | 3
  readonly unit?: string
  /** The type of a component where none is written. */
  readonly defaultType?: string
  readonly tune?: Tune
}

declare module "zod" {
  interface GlobalMeta extends FieldMeta {}
}
