// The hub that these pages came from: its client, and who is signed in.
import { createHubClient, HubError, type Session } from "@fidelio/client"

let csrfToken: string | undefined

export const hub = createHubClient({ url: "", csrfToken: () => csrfToken })

/** Changes are sent with the session's token from here on. */
export function keepToken(session: Session): Session {
  csrfToken = session.csrf_token
  return session
}

/** For a request that is not made by the client. */
export const csrfHeader = (): Readonly<Record<string, string>> =>
  csrfToken === undefined ? {} : { "x-csrf-token": csrfToken }

/** Whether an error says that nobody is signed in. */
export const isSignedOut = (error: unknown): boolean => error instanceof HubError && error.status === 401

export const isMissing = (error: unknown): boolean => error instanceof HubError && error.status === 404

/** A key for a creation, so that sending it again does it once. `randomUUID` is not there on plain HTTP. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")
