// Pages and figures of the server in the OpenAPI document.
import { answer, errorsOf, exactly, type Paths } from "./schema.ts"

const tags = ["server"]

export const serverPaths: Paths = {
  "/": {
    get: {
      operationId: "formPage",
      tags,
      summary: "A form that predicts, for browsers",
      responses: {
        200: {
          description: "The form, or a message where HTML is not asked for.",
          content: {
            "text/html": { schema: { type: "string" } },
            "application/json": { schema: exactly({ message: { type: "string" } }) },
          },
        },
        ...errorsOf("asking"),
      },
    },
  },
  "/openapi.json": {
    get: {
      operationId: "openApi",
      tags,
      summary: "This document",
      responses: { 200: answer("OpenAPI 3.1.", { type: "object" }), ...errorsOf("asking") },
    },
  },
  "/metrics": {
    get: {
      operationId: "metrics",
      tags,
      summary: "Figures for Prometheus",
      responses: {
        200: { description: "Prometheus' text format.", content: { "text/plain": { schema: { type: "string" } } } },
        ...errorsOf("asking"),
      },
    },
  },
}
