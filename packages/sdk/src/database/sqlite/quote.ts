import { UnderstudyError } from '../../errors.ts'
import type { TableName } from '../adapter.ts'

export function quoteIdentifier(name: string): string {
  if (name.includes('\0')) {
    throw new UnderstudyError('QUERY_FAILED', {
      operation: 'quote for SQLite',
      message: 'A name must not hold the character NUL',
      hint: 'Choose another name; SQL text ends at NUL.',
    })
  }
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteTable(table: TableName): string {
  const name = quoteIdentifier(table.name)
  return table.schema === undefined ? name : `${quoteIdentifier(table.schema)}.${name}`
}

/** SQL text ends at NUL, so a text that holds one is written by its bytes. */
export function quoteLiteral(text: string): string {
  if (text.includes('\0')) return `cast(x'${Buffer.from(text).toString('hex')}' as text)`
  return `'${text.replaceAll("'", "''")}'`
}
