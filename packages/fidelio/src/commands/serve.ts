// fidelio serve: models behind an HTTP server.
import { count, decimal, defineCommand, flag, grouped, list, listOf, path, textOr } from "../command.ts"

export const serve = defineCommand({
  name: "serve",
  summary: "Answer requests for predictions over HTTP",
  interruption: "Answering what is under way",
  examples: [
    "fidelio serve --model_path results/experiment_run/model --port 8000",
    "fidelio serve --model wine=wine/model --model titanic=titanic/model --host 0.0.0.0 --token_file tokens.txt",
  ],
  flags: {
    ...grouped("Model", {
      model_path: path({ short: "m", summary: "Folder of the trained model, served under the folder's name" }),
      model: list({
        summary: "A model under a name of its own; may be given several times",
        placeholder: "name=path",
      }),
      no_watch: flag({ summary: "Do not load a model again when its folder is replaced" }),
    }),
    ...grouped("Address", {
      port: count(8000, { short: "p", summary: "Port to listen at; 0 takes a free one" }),
      host: textOr("127.0.0.1", {
        short: "H",
        summary: "Address to listen at; 0.0.0.0 is reached from other machines",
        placeholder: "address",
      }),
    }),
    ...grouped("Access", {
      token_file: path({
        summary: "File of tokens, one a line, of which requests must bring one; also FIDELIO_SERVE_TOKENS",
      }),
      allowed_origins: listOf({
        short: "ao",
        summary: "Origins whose pages may ask, or *",
        placeholder: "origin",
      }),
      allowed_hosts: listOf({
        summary: "Names besides localhost under which it may be asked on 127.0.0.1",
        placeholder: "name",
      }),
    }),
    ...grouped("Batching", {
      workers: count(undefined, { summary: "Threads that predict, a model; by default one less than there are cores" }),
      max_batch_size: count(256, { summary: "Rows that are predicted at once" }),
      max_latency_ms: decimal(0, { summary: "Milliseconds that a request may wait for others to be predicted with" }),
    }),
    ...grouped("Limits", {
      prediction_timeout: decimal(30, { short: "t", summary: "Seconds that a prediction may take, waiting included" }),
      request_timeout: decimal(30, { summary: "Seconds that a request may take to arrive" }),
      drain_timeout: decimal(30, { summary: "Seconds that requests under way may take once the server is to end" }),
      max_queue: count(10_000, { summary: "Rows that may wait; with more, requests are answered with 503" }),
      max_rows: count(10_000, { summary: "Rows of a request" }),
      max_body: count(10 * 2 ** 20, { summary: "Bytes of a request's body" }),
    }),
    ...grouped("Output", {
      log_requests: flag({ summary: "Write a JSON line for each request, without its values" }),
    }),
  },
  async run(values, context) {
    const { serveFlags } = await import("../serve-command.ts")
    await serveFlags(values, context)
  },
})
