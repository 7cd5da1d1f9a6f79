// Every operation of the API, by its id.
import * as aliases from "./aliases.ts"
import * as comparison from "./comparison.ts"
import * as datasets from "./datasets.ts"
import * as organisation from "./organisation.ts"
import * as repositories from "./repositories.ts"
import * as results from "./results.ts"
import * as server from "./server.ts"
import * as versions from "./versions.ts"

export * from "./aliases.ts"
export * from "./comparison.ts"
export * from "./datasets.ts"
export * from "./organisation.ts"
export * from "./repositories.ts"
export * from "./results.ts"
export * from "./server.ts"
export * from "./values.ts"
export * from "./versions.ts"
export * from "../operation.ts"

export const operations = {
  cancelVersion: versions.cancelVersion,
  checkConfig: server.checkConfig,
  compareVersions: comparison.compareVersions,
  createDataset: datasets.createDataset,
  createDraft: repositories.createDraft,
  createMember: organisation.createMember,
  createRepository: repositories.createRepository,
  createSignInLink: organisation.createSignInLink,
  createToken: organisation.createToken,
  deleteAlias: aliases.deleteAlias,
  deleteDataset: datasets.deleteDataset,
  deleteDraft: repositories.deleteDraft,
  deleteRepository: repositories.deleteRepository,
  deleteVersion: versions.deleteVersion,
  diffVersions: comparison.diffVersions,
  downloadArtifact: results.downloadArtifact,
  downloadRevision: datasets.downloadRevision,
  followVersion: results.followVersion,
  forkVersion: versions.forkVersion,
  getConfigSchema: server.getConfigSchema,
  getDataset: datasets.getDataset,
  getDraft: repositories.getDraft,
  getHealth: server.getHealth,
  getLineage: comparison.getLineage,
  getOrganisation: organisation.getOrganisation,
  getRepository: repositories.getRepository,
  getRevision: datasets.getRevision,
  getSession: organisation.getSession,
  getSignature: results.getSignature,
  getStatistics: results.getStatistics,
  getVersion: versions.getVersion,
  importRevision: datasets.importRevision,
  inferConfig: datasets.inferConfig,
  listAliasMoves: aliases.listAliasMoves,
  listAliases: aliases.listAliases,
  listArtifacts: results.listArtifacts,
  listAudit: organisation.listAudit,
  listDatasets: datasets.listDatasets,
  listDrafts: repositories.listDrafts,
  listEvaluations: results.listEvaluations,
  listJobs: server.listJobs,
  listLog: results.listLog,
  listMembers: organisation.listMembers,
  listRepositories: repositories.listRepositories,
  listRevisions: datasets.listRevisions,
  listTokens: organisation.listTokens,
  listVersions: versions.listVersions,
  listWorkers: server.listWorkers,
  moveAlias: aliases.moveAlias,
  predict: results.predict,
  pushVersion: versions.pushVersion,
  revokeToken: organisation.revokeToken,
  signIn: organisation.signIn,
  signOut: organisation.signOut,
  trainDraft: repositories.trainDraft,
  trainVersion: versions.trainVersion,
  updateDataset: datasets.updateDataset,
  updateDraft: repositories.updateDraft,
  updateMember: organisation.updateMember,
  updateOrganisation: organisation.updateOrganisation,
  updateRepository: repositories.updateRepository,
  updateVersion: versions.updateVersion,
  uploadBlob: results.uploadBlob,
  uploadRevision: datasets.uploadRevision,
} as const

export type Operations = typeof operations
