// Sends requests to a hub over connections that are kept open, and reads the answers whole.
import { Agent, request as httpRequest } from "node:http"

interface Asked {
  readonly method?: string
  /** Below `/api/v1`. */
  readonly path: string
  readonly body?: object
}

export class Asker implements Disposable {
  readonly #agent = new Agent({ keepAlive: true })
  readonly #url: URL
  readonly #token: string

  constructor(url: string, token: string) {
    this.#url = new URL(url)
    this.#token = token
  }

  /** The status; 0 where the connection broke. */
  async ask({ method = "GET", path, body }: Asked): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>()
    const text = body === undefined ? undefined : JSON.stringify(body)
    const request = httpRequest({
      agent: this.#agent,
      host: this.#url.hostname,
      port: this.#url.port,
      method,
      path: `/api/v1${path}`,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(text !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
      },
    })
    request.once("error", () => resolve(0))
    request.once("response", (response) => {
      response.resume()
      response.once("end", () => resolve(response.statusCode ?? 0))
      response.once("error", () => resolve(0))
    })
    request.end(text)
    return await promise
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}
