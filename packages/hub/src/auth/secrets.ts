// Secrets: what somebody shows to be let in. Only their hashes are kept.
import { hash, randomBytes } from "node:crypto"

/** Secrets are random and long, so that a plain hash of them gives nothing away. */
export const hashOf = (secret: string): Buffer => hash("sha256", secret, "buffer")

export const makeSecret = (): string => randomBytes(32).toString("base64url")

const tokenStart = "fid_"

/** A token for programs: told apart from other secrets by its start, in files that should not have it too. */
export const makeToken = (): string => tokenStart + makeSecret()

export const isToken = (secret: string): boolean => secret.startsWith(tokenStart)

/** By which its owner knows it in a list. */
export const prefixOf = (token: string): string => token.slice(0, tokenStart.length + 6)
