import type { Session, TableName } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import { UnderstudyError } from '../../../errors.ts'
import { tableOf } from '../../client/bulk/table-of.ts'
import { operatorName, typeName, type VectorExtension } from '../vector-extension.ts'
import { type VectorMetric, vectorMetricFacts, vectorMetrics } from '../vector-metric.ts'
import { type VectorType, vectorTypes } from '../vector-type.ts'
import { type VectorIndex, vectorIndexes } from './vector-indexes.ts'
import type { VectorSearch } from './vector-search.ts'

/** What a search is about, as the catalog has it; the texts are SQL. */
export interface SearchedColumn {
  readonly table: TableName
  readonly column: string
  readonly keyField: string
  readonly type: VectorType
  /** Null for a column that takes vectors of any dimension. */
  readonly dimension: number | null
  readonly metric: VectorMetric
  readonly indexes: readonly VectorIndex[]
  readonly sql: {
    readonly table: string
    readonly key: string
    readonly keyType: string
    readonly column: string
    /** The distance of a row from the query $1. */
    readonly distance: string
    /** Null where every row counts. */
    readonly where: string | null
  }
}

interface Found {
  readonly name: string
  readonly type: string
  readonly typmod: number
  readonly written: string
  readonly vector: boolean
  /** Of what the column belongs to: it can have indexes of its own. */
  readonly isTable: boolean
}

export async function searchedColumn(
  session: Session,
  extension: VectorExtension,
  search: VectorSearch,
): Promise<SearchedColumn> {
  const { quoteIdentifier, quoteTable } = quoting.postgres
  const table = tableOf(search.table)
  const { columns, isTable } = await columnsOf(session, extension, table)
  if (!isTable)
    throw refused(`${quoteTable(table)} is no table: name the one that it reads, and give the search itself`)
  const keyField = search.keyField ?? 'id'
  const key = columns.find(({ name }) => name === keyField)
  if (!key) throw refused(`The table ${quoteTable(table)} has no column "${keyField}" that tells its rows apart`)
  const found = vectorColumn(table, columns, search.column)
  const { type } = found
  const indexes = await vectorIndexes(session, table)
  const metric = search.metric ?? metricFor(type, indexes)
  if (!vectorMetrics.includes(metric)) throw refused(`The metric is none of: ${vectorMetrics.join(', ')}`)
  if (vectorMetricFacts[metric].forBits !== (type === 'bit')) {
    throw refused(`The metric ${metric} is not one of columns of type ${type}`)
  }
  const dimension = found.typmod > 0 ? found.typmod : null
  const given = `$1::${type === 'bit' ? 'pg_catalog.varbit' : typeName(extension, type)}`
  const column = quoteIdentifier(found.name)
  const query = type === 'bit' ? `${given}::${typeName(extension, type, dimension ?? undefined)}` : given
  return {
    table,
    column: found.name,
    keyField,
    type,
    dimension,
    metric,
    indexes,
    sql: {
      table: quoteTable(table),
      key: quoteIdentifier(keyField),
      keyType: key.written,
      column,
      distance: `${column} ${operatorName(extension, metric)} ${query}`,
      where: search.where ?? null,
    },
  }
}

/** The condition that a row must meet to be found. */
export function eligible({ column, where }: SearchedColumn['sql']): string {
  return `${column} is not null${where === null ? '' : ` and (${where})`}`
}

async function columnsOf(session: Session, extension: VectorExtension, table: TableName) {
  const rows = await session.query<Found>(
    `select a.attname as name, t.typname as type, a.atttypmod as typmod,
       pg_catalog.format_type(a.atttypid, -1) as written,
       t.typname in ('vector', 'halfvec', 'sparsevec') and n.nspname = $2 or t.oid = 'pg_catalog.bit'::regtype as vector,
       (select relkind in ('r', 'p', 'm') from pg_catalog.pg_class c where c.oid = a.attrelid) as "isTable"
     from pg_catalog.pg_attribute a
     join pg_catalog.pg_type t on t.oid = a.atttypid join pg_catalog.pg_namespace n on n.oid = t.typnamespace
     where a.attrelid = pg_catalog.to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [quoting.postgres.quoteTable(table), extension.schema],
  )
  const [first] = rows
  if (first) return { columns: rows, isTable: first.isTable }
  throw new UnderstudyError('TABLE_UNKNOWN', {
    operation: 'read the column of a search',
    message: `There is no table ${quoting.postgres.quoteTable(table)} with columns`,
  })
}

function vectorColumn(
  table: TableName,
  columns: readonly Found[],
  wanted: string | undefined,
): Found & { readonly type: VectorType } {
  const vectors = columns.flatMap((column) => {
    const type = vectorTypes.find((one) => column.vector && one === column.type)
    return type === undefined || (wanted ?? column.name) !== column.name ? [] : [{ ...column, type }]
  })
  const [found] = vectors
  if (found && vectors.length === 1) return found
  const name = quoting.postgres.quoteTable(table)
  if (wanted !== undefined) throw refused(`The table ${name} has no column "${wanted}" of vectors`)
  const list = vectors.map((one) => one.name).join(', ')
  throw refused(
    found ? `The table ${name} has several columns of vectors: ${list}` : `The table ${name} has no column of vectors`,
  )
}

function metricFor(type: VectorType, indexes: readonly VectorIndex[]): VectorMetric {
  const said = indexes.flatMap(({ metric }) => (metric === null ? [] : [metric]))
  const fitting = said.find((metric) => vectorMetricFacts[metric].forBits === (type === 'bit'))
  return fitting ?? (type === 'bit' ? 'hamming' : 'cosine')
}

function refused(message: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', { operation: 'read the column of a search', message })
}
