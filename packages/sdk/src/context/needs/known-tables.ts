import type { SchemaDefinition } from '../../catalog/definition.ts'
import { capabilities } from '../../database/adapter.ts'
import { FactoryTables } from '../../fill/factories/factory-tables.ts'
import type { DatabaseTarget } from '../data-need.ts'

const known = new WeakMap<SchemaDefinition, FactoryTables>()

/** The tables of a target, put in order once for all tests over one database. */
export async function knownTables(target: DatabaseTarget): Promise<FactoryTables> {
  const definition = await target.schema()
  const tables = known.get(definition) ?? new FactoryTables(definition, capabilities[target.database.engine])
  known.set(definition, tables)
  return tables
}
