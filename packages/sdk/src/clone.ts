/** Masking, environments and clones: what keeps production's shape and lets go of production's people. */

export type { Environment, EnvironmentStatus, EnvironmentType } from './environments/environment.ts'
