// Passthrough encoder: h ← x.
import { defineEncoder } from "../../define.ts"
import { encoderSettings, passedOn } from "../settings.ts"

export const passthrough = defineEncoder({
  type: "passthrough",
  summary: "The value as it is.",
  settings: encoderSettings,
  build: (_context, _settings, { value }) => passedOn(value),
  examples: [{}],
})
