import { Readable } from 'node:stream'
import { type CastingFunction, CsvError, type InfoField, Parser } from 'csv-parse'
import type { Batch } from '../model/batch.ts'
import type { DecodeOptions } from './contract.ts'
import { checkedDelimiter } from './csv-delimiter.ts'
import { CsvQuotes } from './csv-quotes.ts'
import { malformed } from './malformed.ts'
import { TextTable } from './text-table.ts'
import { checkedUtf8 } from './utf8-input.ts'

/**
 * Every column comes back as text, or as its `databaseType` where `columns` are given, which then stand for a header row
 * that the file does not have. An empty field without quotes is absent. Line ends may be LF, CRLF or CR. A line that is
 * empty is skipped, unless there is one column: then it is an absent value. A quote inside of an unquoted field is text.
 */
export async function* decodeCsv(input: AsyncIterable<Uint8Array>, options: DecodeOptions = {}): AsyncGenerator<Batch> {
  const delimiter = checkedDelimiter('read csv', options.delimiter)
  const parser = new Parser({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    info: true,
    cast: absentOrText,
  })
  const source = Readable.from(quotesChecked(input, delimiter))
  source.on('error', (thrown) => parser.destroy(thrown))
  source.pipe(parser)
  let table = options.columns && new TextTable('csv', options.columns, options)
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      const at = () => `line ${info.lines}`
      if (table === undefined) {
        table = new TextTable('csv', namesOf(record, at), options)
        continue
      }
      if (record.length === 1 && record[0] === null && table.width !== 1) continue
      if (record.length !== table.width) {
        throw malformed('csv', `A row has ${record.length} fields where ${table.width} are expected`, at())
      }
      table.add(record, at)
      if (table.isFull) yield table.take()
    }
  } catch (thrown) {
    if (thrown instanceof CsvError) throw malformed('csv', 'The file is not CSV', `line ${parser.info.lines}`)
    throw thrown
  } finally {
    source.destroy()
  }
  if (table !== undefined && table.length > 0) yield table.take()
}

interface ParsedRecord {
  readonly record: readonly (string | null)[]
  readonly info: { readonly lines: number }
}

const absentOrText: CastingFunction = (value: string, { quoting }: InfoField) =>
  value === '' && !quoting ? null : value

function namesOf(record: readonly (string | null)[], at: () => string): { name: string }[] {
  const names = record.map((name) => name ?? '')
  if (new Set(names).size < names.length) throw malformed('csv', 'Two columns have the same name', at())
  return names.map((name) => ({ name }))
}

async function* quotesChecked(input: AsyncIterable<Uint8Array>, delimiter: string): AsyncGenerator<Uint8Array> {
  const quotes = new CsvQuotes(delimiter)
  for await (const chunk of checkedUtf8('csv', input)) {
    quotes.check(chunk)
    yield chunk
  }
  quotes.finish()
}
