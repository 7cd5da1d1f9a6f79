// The files of a version.
import { operations } from "@fidelio/client/contract"
import { listArtifacts, openArtifact } from "../versions/artifacts.ts"
import { route } from "../route.ts"
import { findVersion } from "../versions/read-versions.ts"

export const artifactRoutes = [
  route(operations.listArtifacts, async ({ params, hub }) => ({
    items: await listArtifacts(hub.db, await findVersion(hub.db, params)),
  })),
  route(operations.downloadArtifact, async ({ params, hub }) =>
    openArtifact(hub, await findVersion(hub.db, params), params.sha256),
  ),
]
