import { quoteIdentifier, quoteLiteral } from '../../../database/sqlite/quote.ts'
import type { Table } from '../../definition.ts'
import { objectId } from '../../identity.ts'
import type { Draft } from './draft.ts'
import { rebuildHazards } from './rebuild-hazards.ts'
import type { TableChange } from './table-change.ts'
import { createTable } from './table-text.ts'

/**
 * The rows of a table in a new one with its name, as SQLite's manual says under "Making Other Kinds Of Table Schema
 * Changes". Foreign keys must be off, so that dropping the old table reaches no other. The last rename is done in the
 * old way, in which SQLite looks at no other table, view or trigger: those mean the new table by its name already, and
 * one of them that is broken breaks nothing here.
 *
 * Values are not cast: the new column makes of them what it can without loss, and CAST would make 0 of any word.
 */
export function rebuildTable(change: TableChange, temporary: string): Draft {
  const { from, to } = change
  const old = quoteIdentifier(to.name)
  const made = quoteIdentifier(temporary)
  const copied = copiedColumns(from, to)
  const list = copied.join(', ')
  return {
    action: 'alter',
    object: objectId('table', to.schema, to.name),
    title: `rebuild table ${to.schema}.${to.name}: ${summary(change)}`,
    statements: [
      createTable(to, temporary),
      // What a key does ON CONFLICT must not pass over rows here.
      ...(copied.length > 0 ? [`INSERT OR ABORT INTO ${made} (${list}) SELECT ${list} FROM ${old}`] : []),
      ...(counts(from) && counts(to) ? keepCounter(to.name, temporary) : []),
      `DROP TABLE ${old}`,
      'PRAGMA legacy_alter_table = ON',
      `ALTER TABLE ${made} RENAME TO ${old}`,
      'PRAGMA legacy_alter_table = OFF',
    ],
    hazards: rebuildHazards(change, copied.length > 0),
  }
}

/** In quotes, those of both tables that hold values of their own, and the number of the row where it has no other name. */
function copiedColumns(from: Table, to: Table): string[] {
  const before = new Set(from.columns.map(({ name }) => name))
  const columns = to.columns.filter(({ name, generated }) => before.has(name) && generated === null)
  const rowid = hiddenRowid(from, to)
  return [...(rowid === undefined ? [] : [rowid]), ...columns.map(({ name }) => quoteIdentifier(name))]
}

function hiddenRowid(...tables: readonly Table[]): string | undefined {
  if (tables.some((table) => table.withoutRowid || table.columns.some(({ rowidAlias }) => rowidAlias))) return undefined
  const taken = new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name.toLowerCase())))
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name))
}

function counts({ columns }: Table): boolean {
  return columns.some(({ sequence }) => sequence !== null)
}

/** Renaming a table renames its counter, and dropping one drops it. */
function keepCounter(name: string, temporary: string): string[] {
  const [old, made] = [quoteLiteral(name), quoteLiteral(temporary)]
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${made}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${made}, seq FROM sqlite_sequence WHERE name = ${old}`,
  ]
}

function summary(change: TableChange): string {
  const { from, to } = change
  const parts = [
    ...change.addedColumns.map(({ name }) => `add column ${name}`),
    ...change.removedColumns.map(({ name }) => `drop column ${name}`),
    ...change.changedColumns.map((one) => `change column ${one.to.name}`),
    ...change.addedConstraints.map(({ kind, name }) => `${kind} ${name} as it is wanted`),
    ...change.removedConstraints
      .filter(({ name }) => !change.addedConstraints.some((one) => one.name === name))
      .map(({ kind, name }) => `drop ${kind} ${name}`),
    ...(from.strict === to.strict ? [] : [to.strict ? 'strict types' : 'types that are not strict']),
    ...(from.withoutRowid === to.withoutRowid ? [] : [to.withoutRowid ? 'without rowid' : 'with rowid']),
  ]
  const sameOrder = to.columns.every(({ name }, at) => from.columns[at]?.name === name)
  return parts.length > 0 ? parts.join(', ') : sameOrder ? 'write its foreign keys again' : 'order of columns'
}
