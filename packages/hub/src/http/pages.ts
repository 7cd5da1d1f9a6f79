// The hub's pages: built files, and one page for every address that is a page's.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import fastifyStatic from "@fastify/static"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { pagePolicy } from "./security-headers.ts"

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Fidelio hub</title>
<h1>The hub runs, its pages are not built</h1>
<p>In the repository, build them: <code>npm run build --workspace @fidelio/web</code>, then load this page again.</p>
<p>The API is there: <a href="/openapi.json">its description</a>.</p>
</html>
`

/** Where the pages are built to. */
export const builtPages = (): string =>
  fileURLToPath(new URL("./dist", import.meta.resolve("@fidelio/web/package.json")))

export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    serve: false,
    index: false,
    preCompressed: true, // as the build left them beside the files
    maxAge: 0,
  })
  app.get("/*", { config: { isPublic: true } }, (request, reply) => answerPage(request, reply, folder))
}

function answerPage(request: FastifyRequest, reply: FastifyReply, folder: string): FastifyReply {
  const { "*": path = "" } = request.params as { "*"?: string } // of the route
  if (path === "api" || path.startsWith("api/")) return notFound(reply)
  reply.header("content-security-policy", pagePolicy)
  const isFile = /^[\w./-]+\.\w+$/.test(path) && !path.includes("..")
  if (isFile) {
    if (!existsSync(join(folder, path))) return notFound(reply)
    const isNamedByContent = path.startsWith("assets/")
    return reply.sendFile(path, { maxAge: isNamedByContent ? "365d" : 0, immutable: isNamedByContent })
  }
  const index = join(folder, "index.html")
  return reply
    .type("text/html; charset=utf-8")
    .header("cache-control", "no-cache")
    .send(existsSync(index) ? readFileSync(index, "utf8") : notBuilt)
}

/** What there is not is answered by the app, for all addresses alike. */
function notFound(reply: FastifyReply): FastifyReply {
  reply.callNotFound()
  return reply
}
