// A hub in a process of its own, for the load: says its address and an admin's token, and goes on until it is told to stop.
import { createHubClient } from "@fidelio/client"
import { startHub } from "@fidelio/hub"

const [database, data] = process.argv.slice(2)
const hub = await startHub({ port: 0, workers: 0, database, data, onFault: (error) => console.error(error) })
process.send?.({ url: hub.url, token: await makeToken() })
process.once("message", () => {
  void (async () => {
    await hub.close()
    process.disconnect()
  })()
})

/** By the sign-in link, as a person would. */
async function makeToken(): Promise<string> {
  const { url } = await hub.createAdminLink()
  const held: { cookie?: string; csrf?: string } = {}
  const client = createHubClient({
    url: hub.url,
    csrfToken: () => held.csrf,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers)
      if (held.cookie !== undefined) headers.set("cookie", held.cookie)
      const response = await fetch(input, { ...init, headers })
      held.cookie ??= response.headers.getSetCookie()[0]?.split(";", 1)[0] ?? ""
      return response
    },
  })
  held.csrf = (await client.signIn({ body: { secret: new URL(url).hash.slice(1) } })).csrf_token
  return (await client.createToken({ body: { name: "load", role: "admin" } })).secret
}
