// fidelio hub worker: trains for a hub, on its machine or on another.
import { count, defineCommand, grouped, path, text } from "../command.ts"

export const hubWorker = defineCommand({
  name: "hub worker",
  summary: "Train for a hub: more workers, on this machine or on others",
  interruption: "Stopping; trainings go back to the queue",
  examples: [
    "fidelio hub worker --database postgres://hub@db.example.org/hub",
    "fidelio hub worker --database postgres://hub@db.example.org/hub --storage /mnt/hub/storage --name gpu-1",
    "fidelio hub worker --data /srv/hub --concurrency 2",
  ],
  flags: {
    ...grouped("Hub", {
      database: text({
        summary: "The hub's PostgreSQL; also FIDELIO_HUB_DATABASE",
        placeholder: "postgres://…",
      }),
      storage: path({
        summary: "Folder of its datasets and models, as this machine sees it; without it files go through the hub",
      }),
      data: path({ short: "d", summary: "Data folder of a hub that runs on this machine, in place of the two" }),
    }),
    ...grouped("Training", {
      concurrency: count(1, { short: "c", summary: "Trainings at a time" }),
      name: text({
        summary: "What the hub calls it; made of machine and process where not given",
        placeholder: "name",
      }),
    }),
  },
  async run(values, context) {
    const { runWorker } = await import("../worker-command.ts")
    await runWorker(values, context)
  },
})
