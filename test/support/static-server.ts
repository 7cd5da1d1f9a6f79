// The plainest of file servers, for exports that must work from any.
import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { extname, join, normalize } from "node:path"

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
}

export interface StaticServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/` */
  readonly address: string
}

/** Serves the files of a folder on the loopback interface; `index.html` at `/`. */
export async function serveFolder(folder: string): Promise<StaticServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost")
    const name = normalize(decodeURIComponent(pathname === "/" ? "/index.html" : pathname))
    readFile(join(folder, name)).then(
      (content) => response.setHeader("content-type", types[extname(name)] ?? "application/octet-stream").end(content),
      () => response.writeHead(404).end(),
    )
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, "127.0.0.1", resolve)
  await promise
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, // it listens at a port
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}
