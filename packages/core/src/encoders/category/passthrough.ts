// Passthrough encoder: the id as a number.
import { defineEncoder } from "../../define.ts"
import { encoderSettings, passedOn } from "../settings.ts"

export const passthrough = defineEncoder({
  type: "passthrough",
  summary: "The category's id as a number.",
  settings: encoderSettings,
  build: (_context, _settings, { value }) => passedOn(value),
  examples: [{}],
})
