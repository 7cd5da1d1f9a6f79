// fidelio hub: the server of model repositories.
import { count, defineCommand, flag, grouped, listOf, path, text, textOr } from "../command.ts"

export const hub = defineCommand({
  name: "hub",
  summary: "Run a hub: model repositories with versions, on a server with pages",
  interruption: "Closing; trainings go back to the queue",
  examples: [
    "fidelio hub",
    "fidelio hub --port 9000 --data /srv/hub --host 0.0.0.0 --allowed_hosts hub.example.org",
    "fidelio hub --database postgres://hub@db.example.org/hub --workers 0",
  ],
  flags: {
    ...grouped("Address", {
      port: count(8080, { short: "p", summary: "Port to listen at; 0 takes a free one" }),
      host: textOr("127.0.0.1", {
        short: "H",
        summary: "Address to listen at; 0.0.0.0 is reached from other machines",
        placeholder: "address",
      }),
      url: text({ summary: "How people reach it, where that is another address: behind a proxy", placeholder: "url" }),
      allowed_hosts: listOf({
        summary: "Names besides localhost and the machine's own that it may be asked for",
        placeholder: "name",
      }),
    }),
    ...grouped("Data", {
      data: textOr("fidelio-hub", { short: "d", summary: "Folder of everything that it keeps", placeholder: "path" }),
      database: text({
        summary: "A PostgreSQL to use; without it the database is in the data folder; also FIDELIO_HUB_DATABASE",
        placeholder: "postgres://…",
      }),
      storage: path({ summary: "Folder of datasets and models, shared with workers on other machines" }),
      data_directories: listOf({
        summary: "Folders below which datasets may be read by path",
        placeholder: "path",
      }),
    }),
    ...grouped("Training", {
      workers: count(1, { short: "w", summary: "Processes that train here; 0 where all of them run elsewhere" }),
    }),
    ...grouped("Limits", {
      max_upload: count(10 * 2 ** 30, { summary: "Bytes of an uploaded file" }),
    }),
    ...grouped("Output", {
      sign_in_link: flag({ summary: "Print a sign-in link for the admin, wherever the hub listens" }),
      log_requests: flag({ summary: "Write a JSON line for each request, without its values" }),
    }),
  },
  async run(values, context) {
    const { runHub } = await import("../hub-command.ts")
    await runHub(values, context)
  },
})
