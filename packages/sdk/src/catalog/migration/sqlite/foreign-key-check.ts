import { quoteIdentifier, quoteLiteral } from '../../../database/sqlite/quote.ts'
import type { ForeignKey, Index, SchemaDefinition, Table } from '../../definition.ts'
import { objectId } from '../../identity.ts'
import { type Draft, hazard } from './draft.ts'

const main = objectId('schema', 'main')

/** Can't run inside a transaction, where SQLite passes over it without a word. */
export function switchForeignKeys(to: 'ON' | 'OFF'): Draft {
  return {
    action: 'alter',
    object: main,
    title: to === 'OFF' ? 'let foreign keys rest' : 'enforce foreign keys again',
    statements: [`PRAGMA foreign_keys = ${to}`],
    transaction: 'none',
  }
}

/** With them, DROP TABLE would delete rows that refer to the table. */
export function expectForeignKeysOff(temporary: string): Draft {
  const table = `temp.${quoteIdentifier(temporary)}`
  return {
    action: 'validate',
    object: main,
    title: 'see that foreign keys rest',
    statements: [
      `CREATE TEMP TABLE ${quoteIdentifier(temporary)} ("on" INTEGER CONSTRAINT "foreign keys must be off while tables are rebuilt" CHECK ("on" = 0))`,
      `INSERT INTO ${table} SELECT foreign_keys FROM pragma_foreign_keys`,
      `DROP TABLE ${table}`,
    ],
  }
}

/** A check of a temporary table fails, and with it the step, where rows refer to rows that are not there. */
export function checkForeignKeys(tables: readonly Table[], after: SchemaDefinition, temporary: string): Draft[] {
  const sound = tables.filter((table) => foreignKeysOf(table).every((key) => isSound(key, after)))
  if (sound.length === 0) return []
  const table = `temp.${quoteIdentifier(temporary)}`
  return sound.map(({ schema, name }): Draft => {
    const rule = quoteIdentifier(`rows of ${name} refer to rows that are not there`)
    return {
      action: 'validate',
      object: objectId('table', schema, name),
      title: `check the foreign keys of table ${schema}.${name}`,
      statements: [
        `CREATE TEMP TABLE ${quoteIdentifier(temporary)} (violations INTEGER CONSTRAINT ${rule} CHECK (violations = 0))`,
        `INSERT INTO ${table} SELECT count(*) FROM pragma_foreign_key_check(${quoteLiteral(name)}, 'main')`,
        `DROP TABLE ${table}`,
      ],
      hazards: [
        hazard('scans table', `The foreign keys of every row of ${name} are looked up.`),
        hazard('may fail on data', `Rows of ${name} may refer to rows that are not there.`),
      ],
    }
  })
}

export function foreignKeysOf({ constraints }: Table): ForeignKey[] {
  return constraints.filter((one): one is ForeignKey => one.kind === 'foreign key')
}

/** SQLite refuses to check a key to columns that are not unique, with the collations that they have. */
function isSound({ references }: ForeignKey, { tables, views, indexes }: SchemaDefinition): boolean {
  const isIt = ({ name }: { readonly name: string }) => name.toLowerCase() === references.name.toLowerCase()
  const parent = tables.find(isIt)
  // Where there is no such table at all, it takes every value for one that is not there.
  if (!parent) return !views.some(isIt)
  const wanted = references.columns
  const keys = parent.constraints.some(
    (one) =>
      (one.kind === 'primary key' || one.kind === 'unique') &&
      !(one.definition ?? '').includes(' COLLATE ') &&
      sameSet(one.columns, wanted),
  )
  return keys || indexes.some((index) => isIt(index.table) && isUniqueOver(index, wanted))
}

function isUniqueOver({ unique, predicate, elements, definition }: Index, columns: readonly string[]): boolean {
  const names = elements.flatMap((element) => ('column' in element ? element.column : []))
  if (!unique || predicate !== null || names.length < elements.length) return false
  return !(definition ?? '').includes(' COLLATE ') && sameSet(names, columns)
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one))
}
