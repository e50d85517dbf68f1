import { UnderstudyError } from '../../errors.ts'
import type { TableName } from '../adapter.ts'

/** Postgres cuts longer names without an error, and then two of them may be one. */
const longestName = 63

export function quoteIdentifier(name: string): string {
  const length = Buffer.byteLength(name)
  if (length === 0) throw refused('A name must not be empty')
  if (length > longestName) throw refused(`A name has ${length} bytes; Postgres keeps ${longestName}`)
  if (name.includes('\0')) throw refused('A name must not hold the character NUL')
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteTable(table: TableName): string {
  const name = quoteIdentifier(table.name)
  return table.schema === undefined ? name : `${quoteIdentifier(table.schema)}.${name}`
}

export function quoteLiteral(text: string): string {
  if (text.includes('\0')) throw refused('Postgres text must not hold the character NUL')
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

function refused(message: string): UnderstudyError {
  return new UnderstudyError('QUERY_FAILED', {
    operation: 'quote for Postgres',
    message,
    hint: 'Choose another name or value; this one cannot be stored as it is.',
  })
}
