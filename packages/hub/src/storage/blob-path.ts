// Where content lies in a folder of contents: ab/abcdef…, by nothing but its SHA-256.
import { join } from "node:path"
import { invariant } from "@fidelio/core"

const sha256Pattern = /^[0-9a-f]{64}$/

export const isSha256 = (text: string): boolean => sha256Pattern.test(text)

/** The folder of a content's file. */
export const blobFolder = (root: string, sha256: string): string => {
  invariant(isSha256(sha256), "content is asked for by something that is no SHA-256")
  return join(root, sha256.slice(0, 2))
}

export const blobPath = (root: string, sha256: string): string => join(blobFolder(root, sha256), sha256)
