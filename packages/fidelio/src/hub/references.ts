// `titanic@3`: a repository and a version of it, as people write them.
import { FidelioError } from "@fidelio/core/errors"

export interface VersionParams {
  readonly repository: string
  /** A number or an alias. */
  readonly version: string
}

/** The parts of `titanic@3` or `titanic@production`. */
export function readVersionRef(text: string): VersionParams {
  const [, repository, version] = /^([^@\s]+)@([^@\s]+)$/.exec(text) ?? []
  if (repository !== undefined && version !== undefined) return { repository, version }
  throw new FidelioError(
    "usage/flag",
    `"${text}" is no version: it is written repository@number or repository@alias.`,
    {
      hint: "Such as titanic@3 or titanic@production; fidelio hub versions <repository> lists them.",
    },
  )
}

export const versionRef = ({ repository, number }: { readonly repository: string; readonly number: number }): string =>
  `${repository}@${number}`
