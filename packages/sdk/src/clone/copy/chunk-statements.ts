import { quoteIdentifier, quoteTable } from '../../database/postgres/quote.ts'
import type { Chunk } from './chunk.ts'

export function readStatement({ data, transfer, where }: Chunk): string {
  const columns = data.columns.map(({ column }) => quoteIdentifier(column.name)).join(', ')
  const rows = where === undefined ? '' : ` WHERE ${where}`
  return `COPY (SELECT ${columns} FROM ONLY ${quoteTable(data.table)}${rows}) TO STDOUT${format(transfer)}`
}

export function writeStatement({ data, transfer }: Chunk): string {
  const names = data.columns.map(({ column }) => quoteIdentifier(column.name)).join(', ')
  const columns = names === '' ? '' : ` (${names})`
  return `COPY ${quoteTable(data.into)}${columns} FROM STDIN${format(transfer)}`
}

function format(transfer: Chunk['transfer']): string {
  return transfer === 'binary' ? ' (FORMAT binary)' : ''
}
