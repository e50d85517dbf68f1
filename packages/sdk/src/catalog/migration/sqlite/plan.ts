import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import type { SchemaDefinition, Table } from '../../definition.ts'
import type { Rename } from '../../diff/schema-diff.ts'
import { objectId } from '../../identity.ts'
import { type MigrationStep, type Refusal, usualTimeouts } from '../step.ts'
import { alterTable } from './alter-table.ts'
import { type Draft, deletesData } from './draft.ts'
import { checkForeignKeys, expectForeignKeysOff, foreignKeysOf, switchForeignKeys } from './foreign-key-check.ts'
import { freeName } from './free-name.ts'
import { indexChanges } from './index-changes.ts'
import { rebuildTable } from './rebuild-table.ts'
import { refusal } from './refusals.ts'
import { refuseUnknownRenames } from './refuse-unknown-renames.ts'
import { renameDrafts } from './renames.ts'
import { type TableChange, tableChange } from './table-change.ts'
import { pairTables } from './table-pairs.ts'
import { createTable } from './table-text.ts'
import { textChanges } from './text-changes.ts'

/**
 * The steps that make a database of the first schema one of the second. Changes that ALTER TABLE can't do rebuild the
 * table, all in one transaction. Around it foreign keys rest, and before its end they are checked.
 */
export function planSqlite(
  before: SchemaDefinition,
  after: SchemaDefinition,
  renames: readonly Rename[] = [],
): { readonly steps: readonly MigrationStep[]; readonly refused: readonly Refusal[] } {
  const taken = [before, after].flatMap(({ tables, views, indexes }) =>
    [...tables, ...views, ...indexes].map(({ name }) => name),
  )
  const pairs = pairTables(before, after, renames)
  refuseUnknownRenames(renames, pairs)
  const all = pairs.map((pair) => tableChange(pair, pairs, after.views))
  const refused = all.flatMap((change) => refusal(change) ?? [])
  const changes = all.filter((change) => refusal(change) === undefined)
  const rebuilt = changes.filter(({ how }) => how === 'rebuild')
  const dropped = before.tables.filter((table) => !pairs.some(({ from }) => from === table))
  const created = after.tables.filter((table) => !pairs.some(({ to }) => to === table))
  const renaming = renameDrafts(
    pairs.filter(({ to }) => changes.some((change) => change.to === to)),
    taken,
  )
  const rebuiltNames = new Set(rebuilt.map(({ to }) => to.name))
  const indexes = indexChanges(before, after, pairs, rebuiltNames)
  const lost = [...dropped, ...pairs.filter(({ to }) => rebuiltNames.has(to.name)).map(({ from }) => from)]
  const texts = textChanges(before, after, {
    dropped: new Set(lost.map(({ name }) => name)),
    renames: renaming.length > 0,
  })
  const drafts: Draft[] = [
    ...texts.drop,
    ...indexes.drop,
    ...dropped.map(dropTable),
    ...renaming,
    ...changes.flatMap((change) => changeTable(change, taken)),
    ...created.map(createTableDraft),
    ...indexes.create,
    ...texts.create,
  ]
  const rests = rebuilt.length > 0 || dropped.some((table) => isReferred(table, before) || isDeferred(table))
  if (!rests) return { steps: drafts.map(numbered), refused }
  const temporary = freeName('_understudy_check', taken)
  const touched = [...rebuilt.map(({ to }) => to.name), ...dropped.map(({ name }) => name)]
  const whole = [
    switchForeignKeys('OFF'),
    expectForeignKeysOff(temporary),
    ...drafts,
    ...checkForeignKeys(
      referringTo(
        touched,
        pairs.map(({ to }) => to),
      ),
      after,
      temporary,
    ),
    switchForeignKeys('ON'),
  ]
  return { steps: whole.map(numbered), refused }
}

function changeTable(change: TableChange, taken: readonly string[]): Draft[] {
  switch (change.how) {
    case 'stays':
      return []
    case 'in place':
      return alterTable(change)
    case 'rebuild':
      return [rebuildTable(change, freeName(`_new_${change.to.name}`, taken))]
  }
}

/** Those that hold rows which may refer to rows of the named ones, and those that are named, where they refer to any. */
function referringTo(names: readonly string[], tables: readonly Table[]): Table[] {
  const lower = new Set(names.map((name) => name.toLowerCase()))
  const touches = (name: string) => lower.has(name.toLowerCase())
  return tables.filter((table) => {
    const keys = foreignKeysOf(table)
    return keys.length > 0 && (touches(table.name) || keys.some(({ references }) => touches(references.name)))
  })
}

function isReferred({ name }: Table, { tables }: SchemaDefinition): boolean {
  return tables.some((table) =>
    foreignKeysOf(table).some(({ references }) => references.name.toLowerCase() === name.toLowerCase()),
  )
}

/** SQLite deletes the rows of such a table before it drops it, and then looks for the tables that they refer to. */
function isDeferred(table: Table): boolean {
  return foreignKeysOf(table).some(({ initiallyDeferred }) => initiallyDeferred)
}

function dropTable({ schema, name, kind }: Table): Draft {
  return {
    action: 'drop',
    object: objectId('table', schema, name),
    title: `drop ${kind === 'virtual' ? 'virtual table' : 'table'} ${schema}.${name}`,
    statements: [`DROP TABLE ${quoteIdentifier(name)}`],
    hazards: deletesData(`All rows of ${name}.`),
  }
}

function createTableDraft(table: Table): Draft {
  return {
    action: 'create',
    object: objectId('table', table.schema, table.name),
    title: `create ${table.kind === 'virtual' ? 'virtual table' : 'table'} ${table.schema}.${table.name}`,
    statements: [createTable(table)],
  }
}

function numbered(draft: Draft, at: number): MigrationStep {
  return { number: at + 1, hazards: [], locks: [], transaction: 'shared', timeouts: usualTimeouts, ...draft }
}
