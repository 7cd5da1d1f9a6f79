// A route: an operation of the contract and what does it.
import type { Readable } from "node:stream"
import type { z } from "zod"
import type { Operation } from "@fidelio/client/contract"
import type { Actor, HubContext } from "./context.ts"
import type { JsonText } from "./http/json-text.ts"
import type { SessionCookie } from "./http/session-cookie.ts"

type Part<O, K extends string> = O extends Readonly<Record<K, infer S>> ? S : undefined
type Value<S> = S extends z.ZodType ? z.output<S> : S extends { readonly kind: "bytes" } ? Readable : undefined

/** What a handler is given: the request's parts, checked and with their defaults. */
export interface Call<O extends Operation> {
  readonly params: Value<Part<O, "params">>
  readonly query: Value<Part<O, "query">>
  readonly body: Value<Part<O, "body">>
  /** Undefined for open operations. */
  readonly actor: O["access"] extends "open" ? undefined : Actor
  readonly hub: HubContext
  /** Of the browser that asks. */
  readonly cookie: SessionCookie
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
}

/** Bytes as an answer; sent as an attachment. */
export interface FileAnswer {
  readonly content: Readable
  readonly bytes: number
  /** Last part of a name, for people; cleaned before it is sent. */
  readonly name: string
  readonly sha256: string
}

/** What is given is not changed any more. */
type Given<T> = T extends readonly (infer E)[]
  ? readonly Given<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Given<T[K]> }
    : T

/** What a handler gives. */
export type Result<O extends Operation> = O["answer"] extends {
  readonly schema: infer S extends z.ZodType
  readonly kind: infer K
}
  ? K extends "events"
    ? AsyncIterable<z.output<S>>
    : Given<z.output<S>> | JsonText<Given<z.output<S>>>
  : O["answer"] extends { readonly kind: "bytes" }
    ? FileAnswer
    : void

export interface Route<O extends Operation = Operation> {
  readonly operation: O
  handle(call: Call<O>): Promise<Result<O>>
}

/** Declares what does an operation, its types kept. */
export const route = <O extends Operation>(operation: O, handle: (call: Call<O>) => Promise<Result<O>>): Route<O> => ({
  operation,
  handle,
})
