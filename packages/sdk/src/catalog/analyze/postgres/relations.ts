import type { PartitionBound, PartitionKey, ReplicaIdentity } from '../../definition.ts'
import type { Options } from '../../foreign.ts'
import type { QualifiedName } from '../../qualified-name.ts'
import { facts, type Reader } from '../source.ts'
import { optionsOf } from './options.ts'
import { partitionBound, partitionKey } from './partitions.ts'
import { ownObject, scope } from './scope.ts'

interface RelationFact extends QualifiedName {
  readonly oid: number
  readonly kind: 'r' | 'p' | 'f' | 'v' | 'm'
  readonly partition: boolean
  readonly unlogged: boolean
  readonly rowSecurity: boolean
  readonly forced: boolean
  readonly parents: readonly QualifiedName[] | null
  readonly bound: string | null
  readonly key: string | null
  readonly keyColumns: readonly (string | null)[] | null
  readonly ofType: QualifiedName | null
  readonly options: readonly string[] | null
  readonly accessMethod: string | null
  readonly tablespace: string | null
  readonly replicaIdentity: 'd' | 'f' | 'n' | 'i'
  readonly identityIndex: string | null
  readonly clusteredOn: string | null
  readonly server: string | null
  readonly foreignOptions: readonly string[] | null
  readonly query: string | null
  readonly populated: boolean
}

export interface Relation extends QualifiedName {
  readonly oid: number
  readonly kind: 'table' | 'partitioned' | 'partition' | 'foreign' | 'view' | 'materialized view'
  readonly unlogged: boolean
  readonly rowSecurity: { readonly enabled: boolean; readonly forced: boolean }
  readonly parents: readonly QualifiedName[]
  readonly bound: PartitionBound | null
  readonly boundText: string | null
  readonly partitionKey: PartitionKey | null
  readonly partitionBy: string | null
  readonly ofType: QualifiedName | null
  readonly options: Options
  readonly accessMethod: string | null
  readonly tablespace: string | null
  readonly replicaIdentity: ReplicaIdentity
  readonly clusteredOn: string | null
  readonly foreign: { readonly server: string; readonly options: Options } | null
  /** Of a view: its query, without what ends a statement. */
  readonly query: string | null
  readonly populated: boolean
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
  ),
  'ofType', case when t.oid is not null then pg_catalog.json_build_object('schema', tn.nspname, 'name', t.typname) end,
  'options', c.reloptions || (select pg_catalog.array_agg('toast.' || name) from pg_catalog.unnest(toast.reloptions) as name),
  'accessMethod', nullif(am.amname, 'heap'),
  'tablespace', s.spcname,
  'replicaIdentity', c.relreplident,
  'identityIndex', case when c.relreplident = 'i' then (
    select ic.relname
    from pg_catalog.pg_index i
    join pg_catalog.pg_class ic on ic.oid = i.indexrelid
    where i.indrelid = c.oid and i.indisreplident
  ) end,
  'clusteredOn', (
    select ic.relname
    from pg_catalog.pg_index i
    join pg_catalog.pg_class ic on ic.oid = i.indexrelid
    where i.indrelid = c.oid and i.indisclustered
  ),
  'server', fs.srvname,
  'foreignOptions', ft.ftoptions,
  'query', case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end,
  'populated', c.relispopulated
)::text as fact
from pg_catalog.pg_class c
join scope n on n.oid = c.relnamespace
left join pg_catalog.pg_partitioned_table p on p.partrelid = c.oid
left join pg_catalog.pg_class toast on toast.oid = c.reltoastrelid and c.reltoastrelid <> 0
left join pg_catalog.pg_type t on t.oid = c.reloftype and c.reloftype <> 0
left join pg_catalog.pg_namespace tn on tn.oid = t.typnamespace
left join pg_catalog.pg_am am on am.oid = c.relam
left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
left join pg_catalog.pg_foreign_table ft on ft.ftrelid = c.oid
left join pg_catalog.pg_foreign_server fs on fs.oid = ft.ftserver
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
    parents: fact.parents ?? [],
    bound: fact.bound === null ? null : partitionBound(fact.bound),
    boundText: fact.bound,
    partitionKey: fact.key === null ? null : partitionKey(fact.key, fact.keyColumns ?? []),
    partitionBy: fact.key,
    ofType: fact.ofType,
    options: optionsOf(fact.options),
    accessMethod: fact.accessMethod,
    tablespace: fact.tablespace,
    replicaIdentity: replicaIdentityOf(fact),
    clusteredOn: fact.clusteredOn,
    foreign: fact.server === null ? null : { server: fact.server, options: optionsOf(fact.foreignOptions) },
    query: fact.query === null ? null : fact.query.trim().replace(/;$/, ''),
    populated: fact.populated,
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

/**
 * An index that was dropped since leaves the table without any, as NOTHING does. What holds no rows that are replicated
 * says NOTHING too, without having been told.
 */
function replicaIdentityOf({ kind, replicaIdentity, identityIndex }: RelationFact): ReplicaIdentity {
  if (kind === 'f' || kind === 'v') return 'default'
  switch (replicaIdentity) {
    case 'd':
      return 'default'
    case 'f':
      return 'full'
    case 'n':
      return 'nothing'
    case 'i':
      return identityIndex === null ? 'nothing' : { index: identityIndex }
  }
}
