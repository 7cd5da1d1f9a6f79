// What one operation of the HTTP API is: address, who may, what goes in, what comes out. Server, client and document are made from it.
import type { z } from "zod"

/** Who may call: everyone, or whoever has at least this role. */
export type Access = "open" | "viewer" | "editor" | "admin"

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"

/** A body that is not JSON: bytes as they are. */
export interface BytesBody {
  readonly kind: "bytes"
  readonly summary: string
}

/** What an operation answers. */
export type Answer =
  | { readonly kind: "json"; readonly schema: z.ZodType; readonly status: 200 | 201 | 202 }
  | { readonly kind: "none" }
  | { readonly kind: "bytes"; readonly summary: string }
  /** Server-sent events; each is named after its `type`. */
  | { readonly kind: "events"; readonly schema: z.ZodType }

export interface Operation {
  /** The `operationId`, and the name of the client's function. */
  readonly id: string
  readonly method: Method
  /** Below `/api/v1`; `{name}` stands for a parameter. */
  readonly path: `/${string}`
  readonly tag: string
  readonly summary: string
  readonly access: Access
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType | BytesBody
  readonly answer: Answer
  /** Whether it takes an `Idempotency-Key`: the same request sent again is answered as the first was. */
  readonly isCreation?: boolean
}

/** Declares an operation, its types kept. */
export const operation = <const O extends Operation>(declared: O): O => declared

export const json = <S extends z.ZodType>(schema: S) => ({ kind: "json", schema, status: 200 }) as const
export const created = <S extends z.ZodType>(schema: S) => ({ kind: "json", schema, status: 201 }) as const
export const accepted = <S extends z.ZodType>(schema: S) => ({ kind: "json", schema, status: 202 }) as const
export const none = { kind: "none" } as const
export const bytes = (summary: string): BytesBody => ({ kind: "bytes", summary })
export const events = <S extends z.ZodType>(schema: S) => ({ kind: "events", schema }) as const

export const isBytes = (body: NonNullable<Operation["body"]>): body is BytesBody =>
  "kind" in body && body.kind === "bytes"
