import { UnderstudyError } from '../errors.ts'
import { analyzePostgres } from './analyze/postgres/analyze.ts'
import type { CatalogSource } from './analyze/source.ts'
import { analyzeSqlite } from './analyze/sqlite/analyze.ts'
import type { SchemaDefinition } from './definition.ts'

export interface AnalyzeOptions {
  /** Only these schemas; all but those of the system where it is left out. */
  readonly schemas?: readonly string[]
}

/** Reads what a database consists of. It only asks the catalog, and changes nothing. */
export async function analyzeSchema(database: CatalogSource, options: AnalyzeOptions = {}): Promise<SchemaDefinition> {
  const definition = await analyze(database, options.schemas)
  const unknown = (options.schemas ?? []).filter((name) => !definition.schemas.some((schema) => schema.name === name))
  if (unknown.length > 0) {
    throw new UnderstudyError('TABLE_UNKNOWN', {
      operation: 'read the catalog',
      message: `The database has no schema named ${unknown.map((name) => JSON.stringify(name)).join(', ')}.`,
      hint: 'Name schemas that the database has, or leave the option out to read all of them.',
    })
  }
  return definition
}

async function analyze(database: CatalogSource, schemas: readonly string[] | undefined): Promise<SchemaDefinition> {
  switch (database.dialect) {
    case 'postgres':
      return analyzePostgres(database, schemas)
    case 'sqlite':
      return analyzeSqlite(database, schemas)
  }
}
