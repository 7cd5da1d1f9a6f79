// Flags of the commands that ask a hub.
import { grouped, text } from "./command.ts"

export const hubFlags = grouped("Hub", {
  url: text({
    summary: "Address of the hub; also FIDELIO_HUB_URL. By default the one of hub login",
    placeholder: "url",
  }),
})
