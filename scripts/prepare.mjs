// Builds the hub's pages after an installation, where the tools for it are installed: not with `--omit=dev`.
import { fileURLToPath } from "node:url"

const pages = fileURLToPath(new URL("../packages/web", import.meta.url))
const vite = await import("vite").catch(() => undefined)
if (vite === undefined) console.log("The hub's pages are not built: vite is not installed.")
else await vite.build({ configFile: `${pages}/vite.config.ts`, logLevel: "warn" })
