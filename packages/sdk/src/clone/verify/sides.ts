import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Database } from '../../database/adapter.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import type { Side } from './leaks/leak-search.ts'
import { readAlike, readAsNew, rowsOf } from './read-back.ts'

export function sourceSide(source: GuardedSource, schema: SchemaDefinition): Side {
  const own = tablesOf(schema)
  return {
    read: (work) => source.session(work),
    from: (name) => fromOf(schema, own.get(name)),
    dialect: schema.engine,
  }
}

/** @param schema of the source, by whose tables it is asked */
export function targetSide(schema: SchemaDefinition, database: Database, found: SchemaDefinition): Side {
  const own = tablesOf(schema)
  const theirs = tablesOf(found)
  return {
    // SQLite puts the rows of a long answer aside, which is writing.
    read: (work) =>
      found.engine === 'sqlite'
        ? database.session(work)
        : database.transaction(
            async (session) => {
              await readAlike(session, found)
              await readAsNew(session)
              return await work(session)
            },
            { readOnly: true },
          ),
    from: (name) => fromOf(found, theirs.get(inTarget(schema, found, own.get(name), name))),
    dialect: found.engine,
  }
}

function tablesOf(schema: SchemaDefinition): Map<string, Table> {
  return new Map(schema.tables.map((table) => [maskingTableName(schema, table), table]))
}

function fromOf({ engine }: SchemaDefinition, table: Table | undefined): string | undefined {
  return table && table.kind !== 'foreign' ? rowsOf({ dialect: engine }, table) : undefined
}

/** The name that a table has in a target of another engine. */
function inTarget(schema: SchemaDefinition, found: SchemaDefinition, table: Table | undefined, name: string): string {
  if (schema.engine === found.engine || !table) return name
  const { schema: own, name: bare } = table
  const plain = found.engine === 'sqlite' ? { schema: 'main', name: bare } : { schema: found.defaultSchema, name: bare }
  const joined = { ...plain, name: `${own}_${bare}` }
  const there = found.tables.map((one) => maskingTableName(found, one))
  return (
    [plain, joined, { ...plain, name: `${own}.${bare}` }]
      .map((one) => maskingTableName(found, one))
      .find((one) => there.includes(one)) ?? name
  )
}
