import type { SchemaDefinition } from '../../catalog/definition.ts'

/** A database as the same server makes it: what is in it by itself stays as the source has it. */
export function emptyDefinition(source: SchemaDefinition): SchemaDefinition {
  return {
    engine: source.engine,
    serverVersion: source.serverVersion,
    defaultSchema: source.defaultSchema,
    schemas: source.schemas.filter(({ name }) => name === 'public'),
    extensions: source.extensions.filter(({ name }) => name === 'plpgsql'),
    tables: [],
    indexes: [],
    sequences: [],
    enums: [],
    domains: [],
    composites: [],
    ranges: [],
    collations: [],
    routines: [],
    triggers: [],
    eventTriggers: [],
    rules: [],
    views: [],
    policies: [],
    statistics: [],
    publications: [],
    foreignDataWrappers: [],
    foreignServers: [],
    userMappings: [],
    defaultPrivileges: [],
    dependencies: {},
    comments: {},
    partComments: {},
    owners: source.owners,
    access: {},
    partAccess: {},
    unmodelled: [],
  }
}
