import type { PartitionBound, PartitionKey, QualifiedName } from '../../definition.ts'
import { facts, type Reader } from '../source.ts'
import { partitionBound, partitionKey } from './partitions.ts'
import { ownObject, scope } from './scope.ts'

interface RelationFact extends QualifiedName {
  readonly oid: number
  readonly kind: 'r' | 'p' | 'f' | 'v' | 'm'
  readonly partition: boolean
  readonly unlogged: boolean
  readonly rowSecurity: boolean
  readonly forced: boolean
  readonly comment: string | null
  readonly parents: readonly QualifiedName[] | null
  readonly bound: string | null
  readonly key: string | null
  readonly keyColumns: readonly (string | null)[] | null
}

export interface Relation extends QualifiedName {
  readonly oid: number
  readonly kind: 'table' | 'partitioned' | 'partition' | 'foreign' | 'view' | 'materialized view'
  readonly unlogged: boolean
  readonly rowSecurity: { readonly enabled: boolean; readonly forced: boolean }
  readonly comment: string | null
  readonly parents: readonly QualifiedName[]
  readonly bound: PartitionBound | null
  readonly partitionKey: PartitionKey | null
}

const query = `${scope}
select pg_catalog.json_build_object(
  'oid', c.oid::bigint,
  'schema', n.nspname,
  'name', c.relname,
  'kind', c.relkind,
  'partition', c.relispartition,
  'unlogged', c.relpersistence = 'u',
  'rowSecurity', c.relrowsecurity,
  'forced', c.relforcerowsecurity,
  'comment', pg_catalog.obj_description(c.oid, 'pg_class'),
  'parents', (
    select pg_catalog.json_agg(pg_catalog.json_build_object('schema', pn.nspname, 'name', pc.relname) order by i.inhseqno)
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class pc on pc.oid = i.inhparent
    join pg_catalog.pg_namespace pn on pn.oid = pc.relnamespace
    where i.inhrelid = c.oid
  ),
  'bound', pg_catalog.pg_get_expr(c.relpartbound, c.oid),
  'key', case when p.partrelid is not null then pg_catalog.pg_get_partkeydef(c.oid) end,
  'keyColumns', (
    select pg_catalog.json_agg(a.attname order by k.position)
    from pg_catalog.unnest(p.partattrs::int2[]) with ordinality as k(number, position)
    left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.number and k.number <> 0
  )
)::text as fact
from pg_catalog.pg_class c
join scope n on n.oid = c.relnamespace
left join pg_catalog.pg_partitioned_table p on p.partrelid = c.oid
where c.relkind in ('r', 'p', 'f', 'v', 'm') and ${ownObject('pg_class', 'c.oid')}
order by n.nspname collate "C", c.relname collate "C"`

/** Tables and views, extensions' own left out. */
export async function readRelations(source: Reader, schemas: string | null): Promise<Relation[]> {
  const found = await facts<RelationFact>(source, query, [schemas])
  return found.map((fact) => ({
    oid: fact.oid,
    schema: fact.schema,
    name: fact.name,
    kind: kindOf(fact),
    unlogged: fact.unlogged,
    rowSecurity: { enabled: fact.rowSecurity, forced: fact.forced },
    comment: fact.comment,
    parents: fact.parents ?? [],
    bound: fact.bound === null ? null : partitionBound(fact.bound),
    partitionKey: fact.key === null ? null : partitionKey(fact.key, fact.keyColumns ?? []),
  }))
}

function kindOf(fact: RelationFact): Relation['kind'] {
  switch (fact.kind) {
    case 'v':
      return 'view'
    case 'm':
      return 'materialized view'
    case 'f':
      return 'foreign'
    case 'p':
      return fact.partition ? 'partition' : 'partitioned'
    case 'r':
      return fact.partition ? 'partition' : 'table'
  }
}
