// fidelio hub login: signs in, and keeps a token for the other commands.
import { defineCommand, word } from "../command.ts"

export const hubLogin = defineCommand({
  name: "hub login",
  summary: "Sign in to a hub; a token is kept for the other commands",
  examples: ["fidelio hub login http://127.0.0.1:8080", "fidelio hub login 'http://127.0.0.1:8080/sign-in#…'"],
  words: { address: word("Address of the hub, or a sign-in link") },
  flags: {},
  async run(values, context) {
    const { login } = await import("../hub/login.ts")
    await login(values, context)
  },
})
