import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import { reservedWords } from '../../analyze/sqlite/keywords.ts'
import { sqliteTokens } from '../../analyze/sqlite/tokens.ts'
import type { Column, Table } from '../../definition.ts'
import { primaryKeyOf } from './primary-key.ts'

/** A column as it stands in CREATE TABLE and in ADD COLUMN, without keys, checks and references. */
export function columnText(column: Column, table: Table): string {
  const { generated, collation } = column
  return [
    quoteIdentifier(column.name),
    ...typeText(column.databaseType),
    ...notNull(column, table),
    ...(column.default === null ? [] : [`DEFAULT ${defaultText(column.default)}`]),
    ...(collation === null ? [] : [`COLLATE ${quoteIdentifier(collation)}`]),
    ...(generated ? [`GENERATED ALWAYS AS (${generated.expression}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`] : []),
  ].join(' ')
}

/** SQLite takes any text for a type, in quotes. */
function typeText(type: string): string[] {
  if (type === '') return []
  const plain = /^[a-z_][\w ]*(\([+-]?[\d.]+(, [+-]?[\d.]+)?\))?$/i.test(type)
  const words = type.toUpperCase().split(/\W+/)
  const taken = words.some((word) => reservedWords.has(word) || word === 'GENERATED' || word === 'ALWAYS')
  return [plain && !taken ? type : quoteIdentifier(type)]
}

function notNull({ name, notNull, notNullConstraint, options, rowidAlias }: Column, table: Table): string[] {
  const key = primaryKeyOf(table)?.columns.includes(name) ?? false
  const implied = rowidAlias || (key && (table.withoutRowid || table.strict))
  const action = options['not null on conflict']
  if (!notNull || (implied && notNullConstraint === null && action === undefined)) return []
  const given = notNullConstraint === null ? '' : `CONSTRAINT ${quoteIdentifier(notNullConstraint.name)} `
  return [`${given}NOT NULL${action === undefined ? '' : ` ON CONFLICT ${action}`}`]
}

/** One word after DEFAULT is a value, in parentheses it were the name of a column. */
function defaultText(value: string): string {
  const tokens = sqliteTokens(value)
  const signed = tokens.length === 2 && /^[-+]$/.test(tokens[0]?.text ?? '') && tokens[1]?.kind === 'number'
  return tokens.length === 1 || signed ? value : `(${value})`
}
