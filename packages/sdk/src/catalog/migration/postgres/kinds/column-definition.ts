import type { Column, Table } from '../../../definition.ts'
import { objectId } from '../../../identity.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { World } from '../kind-rules.ts'
import { quoteIdentifier } from '../quote.ts'
import { alterTableOnly } from './alter-table.ts'
import { isInline, waitsForValues } from './default.ts'
import { foreignOptions } from './foreign-options.ts'
import { identityClause } from './identity.ts'
import { notNullClause } from './not-null.ts'
import { optionList } from './storage-options.ts'

/** A column as CREATE TABLE and ADD COLUMN take it. */
export function columnDefinition(table: Table, column: Column, world: World): string {
  const typed = table.ofType !== null
  return words(
    quoteIdentifier(column.name),
    typed ? 'WITH OPTIONS' : column.databaseType,
    foreignOptions(column.foreignOptions),
    column.collation === null || typed ? '' : `COLLATE ${column.collation}`,
    identityClause(column),
    generatedClause(column),
    defaultClause(table, column, world),
    fillsLater(table, column, world) || column.notNullConstraint?.valid === false ? '' : notNullClause(table, column),
  )
}

/** Whether a column of a typed table has anything to say beyond its type. */
export function saysMore(table: Table, column: Column, world: World): boolean {
  return columnDefinition(table, column, world) !== `${quoteIdentifier(column.name)} WITH OPTIONS`
}

/** What can only be said of a column that is there. */
export function columnSettings(table: QualifiedName, column: Column): string[] {
  const { storage, compression, statisticsTarget, options } = column
  const actions = [
    ...(storage === null ? [] : [`SET STORAGE ${storage.toUpperCase()}`]),
    ...(compression === null ? [] : [`SET COMPRESSION ${compression}`]),
    ...(statisticsTarget === null ? [] : [`SET STATISTICS ${statisticsTarget}`]),
    ...(Object.keys(options).length === 0 ? [] : [`SET ${optionList(options)}`]),
  ]
  return actions.map((action) => alterTableOnly(table, `ALTER COLUMN ${quoteIdentifier(column.name)} ${action}`))
}

function generatedClause({ generated }: Column): string {
  if (generated === null) return ''
  return `GENERATED ALWAYS AS (${generated.expression}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`
}

/** Whether rows get their values, and the column its NOT NULL, with the default that is set after it. */
function fillsLater(table: Table, column: Column, world: World): boolean {
  const fact = world.after.facts.get(objectId('default', table.schema, table.name, column.name))
  return fact?.kind === 'default' && waitsForValues(fact, world)
}

function defaultClause(table: Table, column: Column, world: World): string {
  const fact = world.after.facts.get(objectId('default', table.schema, table.name, column.name))
  return fact?.kind === 'default' && isInline(fact, world) ? `DEFAULT ${fact.object.expression}` : ''
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}
