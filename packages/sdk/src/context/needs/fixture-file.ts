import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { messageOf, UnderstudyError } from '../../errors.ts'
import { decodeCsv } from '../../formats/csv-decode.ts'
import { parseJsonExact } from '../../formats/json-parse.ts'
import { decodeNdjson, isRow } from '../../formats/ndjson-decode.ts'
import { valueReader } from '../../formats/row-objects.ts'
import type { Batch } from '../../model/batch.ts'
import { jsonFault } from './json-fault.ts'

export type FixtureRow = Readonly<Record<string, unknown>>

export interface FixtureTable {
  readonly table: string
  readonly rows: readonly FixtureRow[]
  /** Whether its values are text that the database is to read. */
  readonly asText: boolean
  /** The file, for people. */
  readonly from: string
}

export interface FixtureFile {
  readonly tables: readonly FixtureTable[]
  readonly sha256: string
}

/**
 * Rows out of a file: `.json` holds an object of tables, each a list of rows; or a list of rows, as `.ndjson` (or
 * `.jsonl`) and `.csv` do, of the table that the file is called after.
 */
export async function readFixtureFile(path: string): Promise<FixtureFile> {
  const bytes = await read(path)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const extension = extname(path).toLowerCase()
  const table = basename(path, extname(path))
  switch (extension) {
    case '.json':
      return { tables: tablesOf(bytes, path, table), sha256 }
    case '.ndjson':
    case '.jsonl':
      return { tables: [await listed(decodeNdjson(once(bytes)), path, table, false)], sha256 }
    case '.csv':
      return { tables: [await listed(decodeCsv(once(bytes)), path, table, true)], sha256 }
    default:
      throw unreadable(
        path,
        `its name ends in ${extension || 'nothing'}, and .json, .ndjson, .jsonl or .csv can be read`,
      )
  }
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (thrown) {
    throw unreadable(path, messageOf(thrown), thrown)
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function listed(
  batches: AsyncIterable<Batch>,
  path: string,
  table: string,
  asText: boolean,
): Promise<FixtureTable> {
  const rows: FixtureRow[] = []
  try {
    for await (const { columns, length } of batches) {
      const readers = columns.map(({ name, vector }) => ({ name, value: valueReader(vector) }))
      for (let row = 0; row < length; row++) {
        rows.push(Object.fromEntries(readers.map(({ name, value }) => [name, value(row)])))
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError)) throw thrown
    throw unreadable(path, thrown.message, thrown, thrown.at)
  }
  return { table, rows, asText, from: path }
}

function tablesOf(bytes: Buffer, path: string, table: string): FixtureTable[] {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  const found = parseJsonExact(text)
  if (found === undefined) throw unreadable(path, 'it is no valid JSON', undefined, placeOf(text))
  const byTable = Array.isArray(found) ? { [table]: found } : found
  if (!isRow(byTable)) throw unreadable(path, 'it holds neither a list of rows nor an object of tables')
  return Object.entries(byTable).map(([name, rows]) => ({
    table: name,
    rows: rowsOf(rows, path, name),
    asText: false,
    from: path,
  }))
}

function rowsOf(rows: unknown, path: string, table: string): FixtureRow[] {
  if (!Array.isArray(rows)) throw unreadable(path, 'it is no list of rows', undefined, table)
  return rows.map((row: unknown, i) => {
    if (isRow(row)) return row
    throw unreadable(path, 'it is no row, which is an object', undefined, `${table}[${i}]`)
  })
}

function placeOf(text: string): string {
  const fault = jsonFault(text)
  return fault >= text.length ? 'at its end' : `line ${text.slice(0, fault).split('\n').length}`
}

function unreadable(path: string, why: string, cause?: unknown, place?: string): UnderstudyError {
  return new UnderstudyError('INPUT_MALFORMED', {
    operation: 'read fixtures',
    at: place === undefined ? path : `${path}, ${place}`,
    message: `the fixtures ${path} cannot be read${place === undefined ? '' : `, ${place}`}: ${why}`,
    cause,
  })
}
