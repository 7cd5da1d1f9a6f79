// Who works here: signing in, members, tokens, and the record of what everyone did.
import { z } from "zod"
import { created, json, none, operation } from "../operation.ts"
import { idSchema, pageOf, pageQuery, roleSchema, timeSchema, userRefSchema, jsonSchema } from "./values.ts"

const tag = "organisation"

export const memberSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    is_active: z.boolean(),
    created: timeSchema,
    last_seen: timeSchema.nullable(),
  })
  .meta({ id: "Member" })

export const organisationSchema = z.strictObject({ name: z.string(), created: timeSchema }).meta({ id: "Organisation" })

export const sessionSchema = z
  .strictObject({
    user: memberSchema,
    organisation: organisationSchema,
    /** To be sent as `X-CSRF-Token` with every change that a browser's session makes. Empty for tokens. */
    csrf_token: z.string(),
    /** What may be done with these credentials: a token's role can be lower than its owner's. */
    role: roleSchema,
    expires: timeSchema.nullable(),
  })
  .meta({ id: "Session" })

export const signInLinkSchema = z
  .strictObject({ url: z.string(), expires: timeSchema })
  .meta({ id: "SignInLink", description: "Works once. Whoever opens it is signed in." })

export const tokenSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    kind: z.enum(["personal", "service"]),
    role: roleSchema,
    /** Its first characters, to know it by. */
    prefix: z.string(),
    owner: userRefSchema,
    created: timeSchema,
    expires: timeSchema.nullable(),
    last_used: timeSchema.nullable(),
    revoked: timeSchema.nullable(),
  })
  .meta({ id: "Token" })

export const auditEntrySchema = z
  .strictObject({
    id: z.int(),
    at: timeSchema,
    actor: userRefSchema.nullable(),
    token_id: idSchema.nullable(),
    /** Of the token by which it was done. */
    token_name: z.string().nullable(),
    /** `version.create`, `alias.move`, … */
    action: z.string(),
    /** `repository`, `version`, `token`, … */
    object_type: z.string(),
    /** `titanic`, `titanic@3`, … */
    object: z.string(),
    /** Of an object that goes by its id, a token. */
    object_name: z.string().nullable(),
    before: jsonSchema,
    after: jsonSchema,
  })
  .meta({ id: "AuditEntry" })

const idParams = z.strictObject({ id: idSchema })

export const signIn = operation({
  id: "signIn",
  method: "POST",
  path: "/session",
  tag,
  summary: "Sign in with the secret of a sign-in link, or with a personal token; answers with a session cookie.",
  access: "open",
  body: z.strictObject({ secret: z.string().min(16).max(200) }),
  answer: created(sessionSchema),
})

export const getSession = operation({
  id: "getSession",
  method: "GET",
  path: "/session",
  tag,
  summary: "Who the credentials belong to.",
  access: "viewer",
  answer: json(sessionSchema),
})

export const signOut = operation({
  id: "signOut",
  method: "DELETE",
  path: "/session",
  tag,
  summary: "End the browser's session.",
  access: "viewer",
  answer: none,
})

export const getOrganisation = operation({
  id: "getOrganisation",
  method: "GET",
  path: "/organisation",
  tag,
  summary: "The organisation.",
  access: "viewer",
  answer: json(organisationSchema),
})

export const updateOrganisation = operation({
  id: "updateOrganisation",
  method: "PATCH",
  path: "/organisation",
  tag,
  summary: "Rename the organisation.",
  access: "admin",
  body: z.strictObject({ name: z.string().min(1).max(100) }),
  answer: json(organisationSchema),
})

export const listMembers = operation({
  id: "listMembers",
  method: "GET",
  path: "/members",
  tag,
  summary: "Everyone in the organisation.",
  access: "viewer",
  query: z.strictObject(pageQuery),
  answer: json(pageOf(memberSchema)),
})

export const createMember = operation({
  id: "createMember",
  method: "POST",
  path: "/members",
  tag,
  summary: "Add somebody; the answer has their first sign-in link.",
  access: "admin",
  body: z.strictObject({ name: z.string().min(1).max(100), email: z.email().max(200), role: roleSchema }),
  answer: created(z.strictObject({ member: memberSchema, sign_in_link: signInLinkSchema })),
})

export const updateMember = operation({
  id: "updateMember",
  method: "PATCH",
  path: "/members/{id}",
  tag,
  summary: "Change somebody's name or role, or shut them out. The last admin stays one.",
  access: "admin",
  params: idParams,
  body: z.strictObject({
    name: z.string().min(1).max(100).optional(),
    role: roleSchema.optional(),
    is_active: z.boolean().optional(),
  }),
  answer: json(memberSchema),
})

export const createSignInLink = operation({
  id: "createSignInLink",
  method: "POST",
  path: "/members/{id}/sign-in-links",
  tag,
  summary: "A new link for somebody to sign in with, once.",
  access: "admin",
  params: idParams,
  answer: created(signInLinkSchema),
})

export const listTokens = operation({
  id: "listTokens",
  method: "GET",
  path: "/tokens",
  tag,
  summary: "One's own tokens; for admins everyone's.",
  access: "viewer",
  query: z.strictObject(pageQuery),
  answer: json(pageOf(tokenSchema)),
})

export const createToken = operation({
  id: "createToken",
  method: "POST",
  path: "/tokens",
  tag,
  summary: "A token for programs. Its secret is in this answer and never again. Service tokens are for admins to make.",
  access: "viewer",
  body: z.strictObject({
    name: z.string().min(1).max(100),
    kind: z.enum(["personal", "service"]).default("personal"),
    role: roleSchema.default("viewer").meta({ description: "What it may do; at most what its maker may." }),
    expires_in_days: z.int().min(1).max(366).default(90),
  }),
  answer: created(z.strictObject({ token: tokenSchema, secret: z.string() })),
})

export const revokeToken = operation({
  id: "revokeToken",
  method: "DELETE",
  path: "/tokens/{id}",
  tag,
  summary: "Revoke a token, at once and for good.",
  access: "viewer",
  params: idParams,
  answer: none,
})

export const listAudit = operation({
  id: "listAudit",
  method: "GET",
  path: "/audit",
  tag,
  summary: "Every change, newest first.",
  access: "admin",
  query: z.strictObject({
    ...pageQuery,
    object: z.string().max(200).optional(),
    action: z.string().max(100).optional(),
    actor: idSchema.optional(),
  }),
  answer: json(pageOf(auditEntrySchema)),
})

export type Member = z.output<typeof memberSchema>
export type Organisation = z.output<typeof organisationSchema>
export type Session = z.output<typeof sessionSchema>
export type SignInLink = z.output<typeof signInLinkSchema>
export type Token = z.output<typeof tokenSchema>
export type AuditEntry = z.output<typeof auditEntrySchema>
