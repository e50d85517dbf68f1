export { type App, createApp } from './app.ts'
export type { ConfigInput } from './config.ts'
export type { ErrorBody } from './errors/error-body.ts'
export { verifySignature } from './events/webhooks/signature.ts'
export {
  createDataGeneratorService,
  type DataGeneratorService,
  type GenerationStatus,
  type TeamGenerationOptions,
} from './management/data-generator-service.ts'
export {
  createDataManagerService,
  type DataManagerService,
  type DatasetPlace,
  type NewTeamConfig,
} from './management/data-manager-service.ts'
export { remoteAccess } from './management/remote-access.ts'
export type { TeamAccess } from './management/team-access.ts'
export type { DataFilters, TeamDataset } from './management/team-dataset.ts'
export { type RunningServer, startServer } from './start-server.ts'
