import type { Session, TableName } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import { metricOf, type VectorMetric } from '../vector-metric.ts'

/** An index that answers by distance, of a table or of one that inherits from it, as partitions do. */
export interface VectorIndex {
  readonly schema: string
  readonly name: string
  readonly oid: number
  /** "hnsw", "ivfflat", or that of another extension. */
  readonly method: string
  readonly operatorClass: string
  /** The metric that its operators order by; null for one that this kit does not know. */
  readonly metric: VectorMetric | null
  /** False for what CREATE INDEX CONCURRENTLY left half done: it is kept up to date and never read. */
  readonly valid: boolean
  readonly partial: boolean
  /** Over something made of the column, such as its bits: it answers by that alone, and a search of its own asks it. */
  readonly expression: boolean
  /** Such as "m=16", "lists=100". */
  readonly options: readonly string[]
  readonly bytes: number
}

interface Found extends Omit<VectorIndex, 'metric'> {
  readonly operators: readonly string[]
}

export async function vectorIndexes(session: Session, table: TableName): Promise<VectorIndex[]> {
  const rows = await session.query<Found>(
    `with recursive searched(oid) as (
       select pg_catalog.to_regclass($1)::oid
       union select inhrelid from pg_catalog.pg_inherits join searched on searched.oid = inhparent
     )
     select n.nspname as schema, c.relname as name, c.oid, am.amname as method, opc.opcname as "operatorClass",
       i.indisvalid as valid, i.indpred is not null as partial,
       i.indkey[0] = 0 as expression, coalesce(c.reloptions, '{}') as options,
       pg_catalog.pg_relation_size(c.oid) as bytes,
       array(select o.oprname::text from pg_catalog.pg_amop a join pg_catalog.pg_operator o on o.oid = a.amopopr
             where a.amopfamily = opc.opcfamily and a.amoppurpose = 'o' order by 1) as operators
     from pg_catalog.pg_index i
     join pg_catalog.pg_class c on c.oid = i.indexrelid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     join pg_catalog.pg_am am on am.oid = c.relam
     join pg_catalog.pg_opclass opc on opc.oid = i.indclass[0]
     join pg_catalog.pg_type t on t.oid = opc.opcintype
     where i.indrelid in (select oid from searched)
       and c.relkind = 'i' and am.amname not in ('btree', 'hash', 'gist', 'gin', 'spgist', 'brin')
       and t.typname in ('vector', 'halfvec', 'sparsevec', 'bit')
     order by c.oid`,
    [quoting.postgres.quoteTable(table)],
  )
  return rows.map(({ operators, ...index }) => ({
    ...index,
    metric: operators.map(metricOf).find((metric) => metric !== undefined) ?? null,
  }))
}
