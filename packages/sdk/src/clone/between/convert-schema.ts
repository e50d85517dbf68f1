import type { SchemaDefinition } from '../../catalog/definition.ts'
import { convertToPostgres } from './convert-to-postgres.ts'
import { convertToSqlite } from './convert-to-sqlite.ts'
import type { Converted } from './converted.ts'

/** @param zoned columns of SQLite of which every moment names its zone, as table and column */
export function convertSchema(
  source: SchemaDefinition,
  to: 'postgres' | 'sqlite',
  zoned?: (table: string, column: string) => boolean,
): Converted {
  return to === 'sqlite' ? convertToSqlite(source) : convertToPostgres(source, zoned)
}
