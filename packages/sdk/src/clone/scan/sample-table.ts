import type { MaskingColumn, MaskingTable, MaskingType } from '../../anonymize/masking-schema.ts'
import type { Table } from '../../catalog/definition.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { pageRanges } from './page-ranges.ts'
import type { PostgresPart } from './postgres-access.ts'

/** Values row by row, by column; null is NULL. */
export type Samples = ReadonlyMap<string, readonly (string | null)[]>

export interface SampleRequest {
  readonly table: Table
  readonly masking: MaskingTable
  readonly columns: readonly MaskingColumn[]
  readonly samples: number
  /** Where the rows of a Postgres table are. */
  readonly parts: readonly PostgresPart[]
}

/** Longer texts are cut: what they are shows before that. */
const longest = 4000
const longestDocument = 20_000
const firstBytes = 64
/** A sample is spread over as many places of a table. */
const places = 20

/** Some rows of the table from all over it, at a cost that does not grow with it. */
export async function sampleTable(session: Session, request: SampleRequest, signal: AbortSignal): Promise<Samples> {
  const rows: Record<string, unknown>[] = []
  for await (const text of session.dialect === 'sqlite'
    ? sqliteQueries(session, request, signal)
    : postgresQueries(request)) {
    rows.push(...(await session.query<Record<string, unknown>>(text, [], { signal })))
  }
  return new Map(
    request.columns.map((column, at) => [
      column.name,
      rows.map((row) => {
        const value = row[`c${at}`]
        return value === null || value === undefined ? null : String(value)
      }),
    ]),
  )
}

/**
 * Some rows of each of several runs of pages. From the start are read: foreign tables, whose pages nobody knows, and
 * tables of which the role may not read all columns, since it may not ask for pages there.
 */
function postgresQueries({ table, masking, columns, samples, parts }: SampleRequest): readonly string[] {
  const { quoteIdentifier, quoteTable } = quoting.postgres
  const chosen = columns.map(({ name, value }, at) => `${postgresText(`t.${quoteIdentifier(name)}`, value)} as c${at}`)
  const select = `select ${chosen.join(', ')} from ${quoteTable(table)} as t`
  if (table.kind === 'foreign' || columns.length < masking.columns.length) return [`${select} limit ${samples}`]
  const ranges = pageRanges(parts, places)
  return ranges.map(({ oid, from, to }) => {
    const end = to === undefined ? '' : ` and t.ctid < '(${to},0)'::tid`
    const inside = `t.tableoid = '${oid}'::oid and t.ctid >= '(${from},0)'::tid`
    return `${select} where ${inside}${end} limit ${Math.ceil(samples / ranges.length)}`
  })
}

function postgresText(column: string, type: MaskingType): string {
  switch (type.kind) {
    case 'list':
    case 'map':
    case 'composite':
      return `left(to_jsonb(${column})::text, ${longestDocument})`
    case 'scalar':
      if (type.form === 'bytes') return `'\\x' || encode(substring(${column} from 1 for ${firstBytes}), 'hex')`
      return `left(${column}::text, ${type.form === 'json' ? longestDocument : longest})`
    case 'range':
    case 'multirange':
    case 'unknown':
      return `left(${column}::text, ${longest})`
  }
}

/** A run of rows from each of several places, by the number of the row, where the table is large and has such numbers. */
async function* sqliteQueries(
  session: Session,
  { table, columns, samples }: SampleRequest,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { quoteIdentifier, quoteTable } = quoting.sqlite
  const chosen = columns.map(({ name }, at) => `${sqliteText(quoteIdentifier(name))} as c${at}`).join(', ')
  const from = quoteTable({ name: table.name })
  const row = rowNumberOf(table)
  const [ends] =
    row === undefined
      ? []
      : await session.query<{ low: unknown; high: unknown }>(
          `select min(${row}) as low, max(${row}) as high from ${from}`,
          [],
          { signal },
        )
  const [low, high] = [Number(ends?.low ?? 0), Number(ends?.high ?? 0)]
  if (row === undefined || high - low < samples * 5) {
    yield `select ${chosen} from ${from} limit ${samples}`
    return
  }
  for (let place = 0; place < places; place++) {
    const start = Math.floor(low + ((high - low) * place) / places)
    yield `select ${chosen} from ${from} where ${row} >= ${start} and ${row} < ${start + Math.ceil((high - low) / places)} limit ${Math.ceil(samples / places)}`
  }
}

function sqliteText(column: string): string {
  return `case typeof(${column}) when 'blob' then '\\x' || lower(hex(substr(${column}, 1, ${firstBytes}))) else substr(cast(${column} as text), 1, ${longestDocument}) end`
}

/** The name by which rows are numbered that no column of the table has taken. */
function rowNumberOf({ kind, withoutRowid, columns }: Table): string | undefined {
  if (kind !== 'table' || withoutRowid) return undefined
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()))
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name))
}
