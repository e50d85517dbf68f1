import type { Element, Index } from '../../definition.ts'
import type { QualifiedName } from '../../qualified-name.ts'
import { manyFacts, type Reader } from '../source.ts'
import { ownObject, scope } from './scope.ts'

interface IndexFact extends Omit<Index, 'elements' | 'include' | 'statisticsTargets'> {
  readonly elements: readonly { column: string | null; expression: string }[] | null
  readonly include: readonly string[] | null
  readonly table: QualifiedName
  readonly statisticsTargets: Readonly<Record<string, number>> | null
}

function query(version: number): string {
  return `${scope}
select pg_catalog.json_build_object(
  'schema', n.nspname,
  'name', c.relname,
  'table', pg_catalog.json_build_object('schema', tn.nspname, 'name', t.relname),
  'method', am.amname,
  'unique', i.indisunique,
  'nullsNotDistinct', ${version >= 150000 ? 'i.indnullsnotdistinct' : 'false'},
  'elements', (
    select pg_catalog.json_agg(pg_catalog.json_build_object(
      'column', a.attname,
      'expression', case when k.number = 0 then pg_catalog.pg_get_indexdef(i.indexrelid, k.position::int, false) end
    ) order by k.position)
    from pg_catalog.unnest(i.indkey::int2[]) with ordinality as k(number, position)
    left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and k.number <> 0
    where k.position <= i.indnkeyatts
  ),
  'include', (
    select pg_catalog.json_agg(a.attname order by k.position)
    from pg_catalog.unnest(i.indkey::int2[]) with ordinality as k(number, position)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
    where k.position > i.indnkeyatts
  ),
  'predicate', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
  'constraint', (
    select k.conname
    from pg_catalog.pg_constraint k
    where k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')
  ),
  'valid', i.indisvalid,
  'inherited', c.relispartition,
  'parent', case when c.relispartition then (
    select pg_catalog.json_build_object('schema', pn.nspname, 'name', pc.relname)
    from pg_catalog.pg_inherits h
    join pg_catalog.pg_class pc on pc.oid = h.inhparent
    join pg_catalog.pg_namespace pn on pn.oid = pc.relnamespace
    where h.inhrelid = c.oid
  ) end,
  'statisticsTargets', (
    select pg_catalog.json_object_agg(a.attnum, a.attstattarget)
    from pg_catalog.pg_attribute a
    where a.attrelid = i.indexrelid and a.attstattarget >= 0
  ),
  'definition', pg_catalog.pg_get_indexdef(i.indexrelid)
)::text as fact
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join scope n on n.oid = c.relnamespace
join pg_catalog.pg_class t on t.oid = i.indrelid and t.relkind in ('r', 'p', 'm')
join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
join pg_catalog.pg_am am on am.oid = c.relam
where ${ownObject('pg_class', 'i.indrelid')}
order by n.nspname collate "C", c.relname collate "C"`
}

export async function readIndexes(source: Reader, schemas: string | null, version: number): Promise<Index[]> {
  const found: Index[] = []
  for (const fact of await manyFacts<IndexFact>(source, query(version), [schemas])) {
    found.push({
      ...fact,
      elements: (fact.elements ?? []).map(
        ({ column, expression }): Element => (column === null ? { expression } : { column }),
      ),
      include: fact.include ?? [],
      statisticsTargets: fact.statisticsTargets ?? {},
    })
  }
  return found
}
