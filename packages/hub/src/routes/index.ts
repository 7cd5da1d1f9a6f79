// Every route, by the files in which they are.
import type { Route } from "../route.ts"
import { aliasRoutes } from "./aliases.ts"
import { artifactRoutes } from "./artifacts.ts"
import { auditRoutes } from "./audit.ts"
import { blobRoutes } from "./blobs.ts"
import { comparisonRoutes } from "./comparison.ts"
import { configRoutes } from "./config.ts"
import { datasetRoutes } from "./datasets.ts"
import { draftRoutes } from "./drafts.ts"
import { healthRoutes } from "./health.ts"
import { jobRoutes } from "./jobs.ts"
import { memberRoutes } from "./members.ts"
import { organisationRoutes } from "./organisation.ts"
import { pushRoutes } from "./push.ts"
import { repositoryRoutes } from "./repositories.ts"
import { sessionRoutes } from "./session.ts"
import { tokenRoutes } from "./tokens.ts"
import { trainingRoutes } from "./training.ts"
import { tryRoutes } from "./try.ts"
import { versionRoutes } from "./versions.ts"

export const routes = [
  ...aliasRoutes,
  ...artifactRoutes,
  ...auditRoutes,
  ...blobRoutes,
  ...comparisonRoutes,
  ...configRoutes,
  ...datasetRoutes,
  ...draftRoutes,
  ...healthRoutes,
  ...jobRoutes,
  ...memberRoutes,
  ...organisationRoutes,
  ...pushRoutes,
  ...repositoryRoutes,
  ...sessionRoutes,
  ...tokenRoutes,
  ...trainingRoutes,
  ...tryRoutes,
  ...versionRoutes,
] as readonly unknown[] as readonly Route[] // each is typed by its own operation
