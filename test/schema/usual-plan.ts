import { generateMigrationScript } from '../../packages/sdk/src/catalog/migration/generate-migration-script.ts'
import type { Plan } from './prove-migration.ts'

/** The whole of a schema, who owns what and who may do what included. */
export const usualPlan: Plan = (a, b) => generateMigrationScript(a, b, { owners: true, privileges: true })

/** The same, by ways that keep tables usable meanwhile. */
export const onlinePlan: Plan = (a, b) =>
  generateMigrationScript(a, b, { owners: true, privileges: true, online: true })
