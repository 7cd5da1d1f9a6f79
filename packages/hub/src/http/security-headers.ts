// Headers of every answer that tell browsers to be careful.

const policy = (parts: Readonly<Record<string, string>>): string =>
  Object.entries(parts)
    .map(([what, from]) => `${what} ${from}`.trim())
    .join("; ")

/** For the hub's pages: only its own scripts, nothing evaluated, nothing framed. Editors and charts set styles. */
export const pagePolicy = policy({
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self' 'unsafe-inline'",
  "img-src": "'self' data: blob:",
  "font-src": "'self' data:",
  "connect-src": "'self'",
  "worker-src": "'self' blob:",
  "manifest-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'self'",
  "frame-ancestors": "'none'",
})

/** For what people have uploaded, and for all that is no page. */
export const contentPolicy = policy({ "default-src": "'none'", "frame-ancestors": "'none'", sandbox: "" })

export const securityHeaders = (isSecure: boolean): Readonly<Record<string, string>> => ({
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  ...(isSecure ? { "strict-transport-security": "max-age=31536000" } : {}),
})
