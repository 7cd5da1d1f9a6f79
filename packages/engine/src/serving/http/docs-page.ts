// The page at /docs: Swagger UI over the generated document, from files of the package.
import swaggerUi from "@fastify/swagger-ui"
import type { FastifyInstance, FastifyPluginCallback } from "fastify"
import plugin from "fastify-plugin"

declare module "fastify" {
  interface FastifyInstance {
    swagger(): object
  }
}

export async function addDocsPage(app: FastifyInstance, document: () => object): Promise<void> {
  // Stands in for the plugin that the page usually asks for the document, which describes routes and knows no models.
  const describer: FastifyPluginCallback = (instance, _, done) => {
    instance.decorate("swagger", document)
    done()
  }
  await app.register(plugin(describer, { name: "@fastify/swagger" }))
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    theme: { title: "Fidelio" },
    uiConfig: { tryItOutEnabled: true, displayRequestDuration: true, defaultModelsExpandDepth: 0 },
    staticCSP:
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  })
}
