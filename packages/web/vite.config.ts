// Builds the pages into `dist`; `vite` alone serves them while developing and passes calls of the API on to a running hub.
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import react from "@vitejs/plugin-react"
import { defaultClientConditions, defineConfig, type Plugin } from "vite"

const hub = process.env["FIDELIO_HUB"] ?? "http://127.0.0.1:8080"

/** Beside each file a compressed one, for the hub to send: compressing a file at each request costs more than it saves. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  writeBundle({ dir = "dist" }) {
    for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" }))
      if (/\.(js|css|svg|html)$/.test(name))
        writeFileSync(join(dir, `${name}.gz`), gzipSync(readFileSync(join(dir, name)), { level: 9 }))
  },
}

export default defineConfig({
  plugins: [react(), compressed],
  root: import.meta.dirname,
  resolve: { conditions: ["source", ...defaultClientConditions] },
  build: {
    target: "baseline-widely-available",
    // No data: addresses and no inline scripts: the hub's content security policy allows neither.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { "/api": { target: hub, changeOrigin: true } } },
})
