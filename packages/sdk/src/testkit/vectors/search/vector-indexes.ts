import type { Session, TableName } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import { metricOf, type VectorMetric } from '../vector-metric.ts'

/** An index that answers by distance, of a table or one of its partitions. */
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
  /** Such as "m=16", "lists=100". */
  readonly options: readonly string[]
  readonly bytes: number
}

interface Found extends Omit<VectorIndex, 'metric'> {
  readonly operators: readonly string[]
}

export async function vectorIndexes(session: Session, table: TableName): Promise<VectorIndex[]> {
  const rows = await session.query<Found>(
    `select n.nspname as schema, c.relname as name, c.oid, am.amname as method, opc.opcname as "operatorClass",
       i.indisvalid as valid, i.indpred is not null as partial, coalesce(c.reloptions, '{}') as options,
       pg_catalog.pg_relation_size(c.oid) as bytes,
       array(select o.oprname::text from pg_catalog.pg_amop a join pg_catalog.pg_operator o on o.oid = a.amopopr
             where a.amopfamily = opc.opcfamily and a.amoppurpose = 'o' order by 1) as operators
     from pg_catalog.pg_index i
     join pg_catalog.pg_class c on c.oid = i.indexrelid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     join pg_catalog.pg_am am on am.oid = c.relam
     join pg_catalog.pg_opclass opc on opc.oid = i.indclass[0]
     join pg_catalog.pg_type t on t.oid = opc.opcintype
     where i.indrelid in (
         select pg_catalog.to_regclass($1)::oid
         union select relid from pg_catalog.pg_partition_tree(pg_catalog.to_regclass($1)))
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
