// The types of an operation's inputs and answer, as its client gives and gets them.
import type { z } from "zod"
import type { BytesBody, Operation } from "./operation.ts"

type Shape<S> = S extends z.ZodType ? z.input<S> : never
type Has<O, K extends string> = O extends Readonly<Record<K, infer S>> ? S : never

type Part<K extends string, V> = [V] extends [never]
  ? unknown
  : object extends V
    ? { readonly [P in K]?: V }
    : { readonly [P in K]: V }

type BodyOf<O> = [Has<O, "body">] extends [never]
  ? never
  : Has<O, "body"> extends BytesBody
    ? Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
    : Shape<Has<O, "body">>

/** What a call takes: parameters of the address, its query, its body. */
export type RequestOf<O extends Operation> = Part<"params", Shape<Has<O, "params">>> &
  Part<"query", Shape<Has<O, "query">>> &
  Part<"body", BodyOf<O>>

/** What a call gives. */
export type AnswerOf<O extends Operation> = O["answer"] extends {
  readonly kind: "json"
  readonly schema: infer S extends z.ZodType
}
  ? z.output<S>
  : O["answer"] extends { readonly kind: "bytes" }
    ? Response
    : O["answer"] extends { readonly kind: "events"; readonly schema: infer S extends z.ZodType }
      ? AsyncIterable<z.output<S>>
      : void
