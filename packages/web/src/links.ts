// The addresses of the pages, and the commands that say the same in a terminal.

export interface Place {
  readonly repository: string
  readonly number: number
}

const word = encodeURIComponent

export const repositoryLink = (name: string, tab = ""): string => `/repositories/${word(name)}${tab && `/${tab}`}`

export const versionLink = ({ repository, number }: Place, tab = ""): string =>
  `/repositories/${word(repository)}/versions/${number}${tab && `/${tab}`}`

export const draftLink = (repository: string, id: string): string => `/repositories/${word(repository)}/drafts/${id}`

export const newVersionLink = (repository: string): string => `/repositories/${word(repository)}/new`

export const datasetLink = (name: string, revision?: number): string =>
  `/datasets/${word(name)}${revision === undefined ? "" : `?revision=${revision}`}`

/** `titanic@3` */
export const refOf = ({ repository, number }: Place): string => `${repository}@${number}`

export const diffLink = (from: Place, to: Place): string => `/diff?from=${refOf(from)}&to=${refOf(to)}`

export const compareLink = (versions: readonly Place[]): string => `/compare?versions=${versions.map(refOf).join(",")}`
