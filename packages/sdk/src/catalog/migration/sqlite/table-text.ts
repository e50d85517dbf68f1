import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import { type UnnamedConstraint, withoutDerivedNames } from '../../analyze/sqlite/constraint-names.ts'
import type { ForeignKey, KeyConstraint, Table } from '../../definition.ts'
import { columnText } from './column-text.ts'
import { primaryKeyOf } from './primary-key.ts'

/** @param name in place of the table's own */
export function createTable(table: Table, name = table.name): string {
  if (table.kind === 'virtual') return createVirtualTable(table)
  const constraints = withoutDerivedNames(table)
  const inColumn = keyInColumn(table)
  const lines = [
    ...table.columns.map((column) => {
      const key = column.name === inColumn?.columns[0] ? constraints[table.constraints.indexOf(inColumn)] : undefined
      return `${columnText(column, table)}${key ? ` ${inColumnText(key)}` : ''}`
    }),
    ...constraints
      .filter((_, at) => table.constraints[at] !== inColumn)
      .map((constraint) => constraintText(constraint, isCounted(table))),
  ]
  const options = [...(table.strict ? ['STRICT'] : []), ...(table.withoutRowid ? ['WITHOUT ROWID'] : [])]
  return `CREATE TABLE ${quoteIdentifier(name)} (\n  ${lines.join(',\n  ')}\n)${options.map((one) => ` ${one}`).join(',')}`
}

function createVirtualTable({ name, accessMethod, options }: Table): string {
  const given = options.arguments === undefined ? '' : ` (${options.arguments})`
  return `CREATE VIRTUAL TABLE ${quoteIdentifier(name)} USING ${quoteIdentifier(accessMethod ?? '')}${given}`
}

function isCounted({ columns }: Table): boolean {
  return columns.some(({ sequence }) => sequence !== null)
}

/** Only there DESC keeps a column of the type INTEGER from being the row's number. */
function keyInColumn(table: Table): KeyConstraint | undefined {
  const { columns, withoutRowid } = table
  const key = primaryKeyOf(table)
  const column = key?.columns.length === 1 ? columns.find(({ name }) => name === key.columns[0]) : undefined
  if (!column || withoutRowid || column.rowidAlias || column.databaseType.toUpperCase() !== 'INTEGER') return undefined
  return key
}

function inColumnText(key: UnnamedConstraint): string {
  return `${given(key)}PRIMARY KEY DESC${/ ON CONFLICT \w+$/.exec(key.definition ?? '')?.[0] ?? ''}`
}

export function constraintText(constraint: UnnamedConstraint, counted = false): string {
  return `${given(constraint)}${unnamed(constraint, counted)}`
}

function given({ name }: UnnamedConstraint): string {
  return name === null ? '' : `CONSTRAINT ${quoteIdentifier(name)} `
}

function unnamed(constraint: UnnamedConstraint, counted: boolean): string {
  switch (constraint.kind) {
    case 'primary key': {
      const text = constraint.definition ?? `PRIMARY KEY (${list(constraint.columns)})`
      return counted ? text.replace(/\)(?= ON CONFLICT \w+$|$)/, ' AUTOINCREMENT)') : text
    }
    case 'unique':
      return constraint.definition ?? `UNIQUE (${list(constraint.columns)})`
    case 'check':
      return `CHECK (${constraint.expression})`
    case 'foreign key':
      return `FOREIGN KEY (${list(constraint.columns)}) ${referencesText(constraint)}`
    case 'exclusion':
      return ''
  }
}

export function referencesText(key: Omit<ForeignKey, 'name'>): string {
  const { references, onDelete, onUpdate, deferrable, initiallyDeferred } = key
  // Nothing is written where nothing was, and there is no primary key that it could mean.
  const columns = references.columns.every((column) => column !== '') ? ` (${list(references.columns)})` : ''
  return [
    `REFERENCES ${quoteIdentifier(references.name)}${columns}`,
    ...(onDelete === 'no action' ? [] : [`ON DELETE ${onDelete.toUpperCase()}`]),
    ...(onUpdate === 'no action' ? [] : [`ON UPDATE ${onUpdate.toUpperCase()}`]),
    ...(deferrable ? [`DEFERRABLE INITIALLY ${initiallyDeferred ? 'DEFERRED' : 'IMMEDIATE'}`] : []),
  ].join(' ')
}

function list(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(', ')
}
