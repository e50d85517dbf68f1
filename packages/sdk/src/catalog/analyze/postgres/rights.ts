import { together } from '../../../database/flight.ts'
import type { Access } from '../../access.ts'
import type { Unmodelled } from '../../definition.ts'
import type { ObjectId } from '../../identity.ts'
import { manyFacts, type Reader } from '../source.ts'
import type { Address, Addresses } from './addresses.ts'
import { byIdentity } from './by-identity.ts'
import { privilegesBeyond, privilegesMissing } from './privileges.ts'
import { scope } from './scope.ts'

interface RightsFact extends Access {
  readonly address: Address
  /** What stands after GRANT … ON, where that may be no object of its own; columns in parentheses. */
  readonly part: string | null
  readonly owner: string | null
}

const relations = 'pg_catalog.pg_class c join scope n on n.oid = c.relnamespace'

/**
 * Owners and access lists. A sequence that belongs to a column always has the owner of its table, so it has no owner of
 * its own here; neither has an extension, whose owner nothing can change.
 */
const selects = [
  `select 'pg_catalog.pg_namespace'::regclass::oid, s.oid, 0, s.nspowner, s.nspowner, s.nspacl, 'n'
  from pg_catalog.pg_namespace s join scope n on n.oid = s.oid`,
  `select 'pg_catalog.pg_class'::regclass::oid, c.oid, 0, c.relowner, case when owned.sequence is null then c.relowner end, c.relacl,
    case c.relkind when 'S' then 's' else 'r' end
  from ${relations}
  left join (
    select d.objid as sequence from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
      and d.deptype in ('a', 'i') and d.refobjsubid > 0
    group by d.objid
  ) owned on owned.sequence = c.oid and c.relkind = 'S'
  where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')`,
  `select 'pg_catalog.pg_class'::regclass::oid, c.oid, a.attnum, c.relowner, null, a.attacl, 'c'
  from ${relations} join pg_catalog.pg_attribute a on a.attrelid = c.oid
  where a.attacl is not null and a.attnum > 0 and not a.attisdropped`,
  `select 'pg_catalog.pg_proc'::regclass::oid, o.oid, 0, o.proowner, o.proowner, o.proacl, 'f'
  from pg_catalog.pg_proc o join scope n on n.oid = o.pronamespace`,
  `select 'pg_catalog.pg_type'::regclass::oid, o.oid, 0, o.typowner, o.typowner, o.typacl, 'T'
  from pg_catalog.pg_type o join scope n on n.oid = o.typnamespace
  left join pg_catalog.pg_class c on c.oid = o.typrelid
  where o.typtype in ('e', 'd', 'r') or c.relkind = 'c'`,
  `select 'pg_catalog.pg_collation'::regclass::oid, o.oid, 0, o.collowner, o.collowner, null, null
  from pg_catalog.pg_collation o join scope n on n.oid = o.collnamespace`,
  `select 'pg_catalog.pg_statistic_ext'::regclass::oid, o.oid, 0, o.stxowner, o.stxowner, null, null
  from pg_catalog.pg_statistic_ext o join scope n on n.oid = o.stxnamespace`,
  `select 'pg_catalog.pg_event_trigger'::regclass::oid, o.oid, 0, o.evtowner, o.evtowner, null, null
  from pg_catalog.pg_event_trigger o`,
  `select 'pg_catalog.pg_publication'::regclass::oid, o.oid, 0, o.pubowner, o.pubowner, null, null
  from pg_catalog.pg_publication o`,
  `select 'pg_catalog.pg_foreign_data_wrapper'::regclass::oid, o.oid, 0, o.fdwowner, o.fdwowner, o.fdwacl, 'F'
  from pg_catalog.pg_foreign_data_wrapper o`,
  `select 'pg_catalog.pg_foreign_server'::regclass::oid, o.oid, 0, o.srvowner, o.srvowner, o.srvacl, 'S'
  from pg_catalog.pg_foreign_server o`,
]

/** Most objects have no list of their own, which means the usual one. */
const usual = `pg_catalog.acldefault(o.kind::"char", o.maker)`
const ifListed = (list: string) => `case when o.list is not null then ${list} else '[]' end`

const query = `${scope}, objects (catalog, object, part, maker, owner, list, kind) as (
${selects.join('\nunion all\n')}
)
select pg_catalog.json_build_object(
  'address', pg_catalog.json_build_array(o.catalog::bigint, o.object::bigint, o.part),
  'part', case when o.catalog = 'pg_catalog.pg_class'::regclass then (
    select case when c.relkind = 'S' then 'SEQUENCE ' else 'TABLE ' end
      || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
      || coalesce(' (' || pg_catalog.quote_ident(a.attname) || ')', '')
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = o.part and o.part > 0
    where c.oid = o.object and (c.relkind in ('v', 'm') and o.part > 0 or c.relkind = 'S')
  ) end,
  'owner', case when o.owner is not null then pg_catalog.pg_get_userbyid(o.owner) end,
  'granted', ${ifListed(privilegesBeyond('o.list', usual))},
  'revoked', ${ifListed(privilegesMissing('o.list', usual))}
)::text as fact
from objects o`

export interface Rights {
  readonly owners: Record<ObjectId, string>
  readonly access: Record<ObjectId, Access>
  readonly partAccess: Record<ObjectId, Record<string, Access>>
  /** Privileges on parts of objects that are no objects of their own, and that have no name to grant them on. */
  readonly unmodelled: readonly Unmodelled[]
}

export async function readRights(
  source: Reader,
  schemas: string | null,
  whenAddressed: Promise<Addresses>,
  known: { has(id: ObjectId): boolean },
): Promise<Rights> {
  const asked = manyFacts<RightsFact>(source, query, [schemas])
  const { facts, addresses } = await together({ facts: asked, addresses: whenAddressed })
  const owners: [ObjectId, string][] = []
  const access: [ObjectId, Access][] = []
  const parts = new Map<ObjectId, [string, Access][]>()
  const unmodelled: Unmodelled[] = []
  for (const { address, part, owner, granted, revoked } of facts) {
    const id = addresses.at(address)
    const behind = addresses.behind(address)
    const differs = granted.length > 0 || revoked.length > 0
    if (id !== undefined && id === behind && known.has(id)) {
      if (owner !== null) owners.push([id, owner])
      if (differs) access.push([id, { granted, revoked }])
    } else if (differs && behind !== undefined && known.has(behind) && !behind.startsWith('extension ')) {
      if (part === null) unmodelled.push({ kind: 'privileges', name: `on a part of ${behind}` })
      else parts.set(behind, [...(parts.get(behind) ?? []), [part, { granted, revoked }]])
    }
  }
  return {
    owners: byIdentity(owners),
    access: byIdentity(access),
    partAccess: byIdentity([...parts].map(([id, lists]) => [id, byIdentity(lists)])),
    unmodelled,
  }
}
