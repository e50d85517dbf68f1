import type { Firing, Rule, Trigger } from '../../definition.ts'
import type { QualifiedName } from '../../qualified-name.ts'
import { facts, type Reader } from '../source.ts'
import { firing } from './firing.ts'
import { ownObject, scope } from './scope.ts'

interface TriggerFact {
  readonly name: string
  readonly table: QualifiedName
  readonly type: number
  readonly function: QualifiedName
  readonly fires: Firing
  readonly constraint: boolean
  readonly inherited: boolean
  readonly definition: string
}

/** Before Postgres 15 a partition's copy of a trigger counted as internal, as the triggers behind foreign keys do. */
const triggerQuery = `${scope}
select pg_catalog.json_build_object(
  'name', g.tgname,
  'table', pg_catalog.json_build_object('schema', n.nspname, 'name', c.relname),
  'type', g.tgtype,
  'function', pg_catalog.json_build_object('schema', pn.nspname, 'name', p.proname),
  'fires', ${firing('g.tgenabled')},
  'constraint', g.tgconstraint <> 0,
  'inherited', g.tgparentid <> 0,
  'definition', pg_catalog.pg_get_triggerdef(g.oid)
)::text as fact
from pg_catalog.pg_trigger g
join pg_catalog.pg_class c on c.oid = g.tgrelid
join scope n on n.oid = c.relnamespace
join pg_catalog.pg_proc p on p.oid = g.tgfoid
join pg_catalog.pg_namespace pn on pn.oid = p.pronamespace
left join pg_catalog.pg_constraint k on k.oid = g.tgconstraint and g.tgconstraint <> 0
where (not g.tgisinternal or g.tgparentid <> 0 and coalesce(k.contype = 't', true)) and ${ownObject('pg_class', 'c.oid')}
order by n.nspname collate "C", c.relname collate "C", g.tgname collate "C"`

const ruleQuery = `${scope}
select pg_catalog.json_build_object(
  'name', r.rulename,
  'table', pg_catalog.json_build_object('schema', n.nspname, 'name', c.relname),
  'event', case r.ev_type when '1' then 'select' when '2' then 'update' when '3' then 'insert' else 'delete' end,
  'instead', r.is_instead,
  'fires', ${firing('r.ev_enabled')},
  'definition', pg_catalog.pg_get_ruledef(r.oid)
)::text as fact
from pg_catalog.pg_rewrite r
join pg_catalog.pg_class c on c.oid = r.ev_class
join scope n on n.oid = c.relnamespace
where r.rulename <> '_RETURN' and ${ownObject('pg_class', 'c.oid')}
order by n.nspname collate "C", c.relname collate "C", r.rulename collate "C"`

/** Bits of pg_trigger.tgtype. */
const bits = { row: 1, before: 2, insert: 4, delete: 8, update: 16, truncate: 32, instead: 64 }

export async function readTriggers(source: Reader, schemas: string | null): Promise<Trigger[]> {
  const found = await facts<TriggerFact>(source, triggerQuery, [schemas])
  return found.map(({ type, ...fact }) => ({
    ...fact,
    enabled: fact.fires === 'origin' || fact.fires === 'always',
    timing: type & bits.instead ? 'instead of' : type & bits.before ? 'before' : 'after',
    events: (['insert', 'update', 'delete', 'truncate'] as const).filter((event) => type & bits[event]),
    level: type & bits.row ? 'row' : 'statement',
  }))
}

export async function readRules(source: Reader, schemas: string | null): Promise<Rule[]> {
  return facts(source, ruleQuery, [schemas])
}
