import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import { mentions } from '../../analyze/sqlite/mentions.ts'
import type { Index, SchemaDefinition } from '../../definition.ts'
import { objectId } from '../../identity.ts'
import { type Draft, hazard } from './draft.ts'
import type { TablePair } from './table-pairs.ts'

/** @param rebuilt names, as they are after the migration, of tables that lose their indexes on the way */
export function indexChanges(
  before: SchemaDefinition,
  after: SchemaDefinition,
  pairs: readonly TablePair[],
  rebuilt: ReadonlySet<string>,
): { readonly drop: readonly Draft[]; readonly create: readonly Draft[] } {
  const staying = new Set<string | null>()
  const drop: Draft[] = []
  for (const index of before.indexes) {
    const pair = pairs.find(({ from }) => from.name === index.table.name)
    if (!pair) continue
    const definition = renamedDefinition(index, pair)
    if (after.indexes.some((other) => other.definition === definition)) staying.add(definition)
    else drop.push(dropIndex(index, !after.indexes.some(({ name }) => name === index.name)))
  }
  const create = after.indexes.filter(({ definition, table }) => !staying.has(definition) || rebuilt.has(table.name))
  return { drop, create: create.map(createIndex) }
}

/** As it is when the table and its columns have their new names. SQLite writes those into expressions in quotes. */
function renamedDefinition({ name, unique, elements, predicate, definition }: Index, pair: TablePair): string | null {
  const moved = new Map(
    [...pair.columns].flatMap(([from, to]) => (from === to ? [] : [[from.toLowerCase(), from] as const])),
  )
  const columns = elements.flatMap((element) => ('column' in element ? element.column : []))
  const texts = elements.flatMap((element) => ('expression' in element ? element.expression : []))
  const names = [...texts, predicate ?? ''].some((text) => mentions(text, moved).size > 0)
  if (names || columns.some((column) => moved.has(column.toLowerCase()))) return null
  const start = (table: string) =>
    `CREATE${unique ? ' UNIQUE' : ''} INDEX ${quoteIdentifier(name)} ON ${quoteIdentifier(table)} `
  return `${start(pair.to.name)}${(definition ?? '').slice(start(pair.from.name).length)}`
}

function dropIndex({ schema, name, table, unique }: Index, forGood: boolean): Draft {
  return {
    action: 'drop',
    object: objectId('index', schema, name),
    title: `drop index ${schema}.${name}`,
    statements: [`DROP INDEX ${quoteIdentifier(name)}`],
    hazards:
      unique && forGood
        ? [hazard('drops what protects data', `Nothing keeps rows of ${table.name} apart by ${name} any longer.`)]
        : [],
  }
}

function createIndex({ schema, name, table, unique, definition }: Index): Draft {
  return {
    action: 'create',
    object: objectId('index', schema, name),
    title: `create index ${schema}.${name}`,
    statements: definition === null ? [] : [definition],
    hazards: [
      hazard('builds index', `Every row of ${table.name} is read, and nobody can write to the database meanwhile.`),
      ...(unique ? [hazard('may fail on data', `Rows of ${table.name} may be equal by ${name}.`)] : []),
    ],
  }
}
