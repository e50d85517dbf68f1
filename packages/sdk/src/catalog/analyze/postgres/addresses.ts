import { type ObjectId, type ObjectKind, objectId, routineId } from '../../identity.ts'
import { manyFacts, type Reader } from '../source.ts'
import { routineArgumentTypes, routineKind } from './routines.ts'
import { scope } from './scope.ts'

/** Where the catalog keeps an object: the catalog's identifier, the object's, and the number of a column or zero. */
export type Address = readonly [catalog: number, object: number, part: number]

/** An address, and either the identity of what is kept there, or the address of what it is a part of. */
type AddressFact =
  | readonly [...Address, kind: ObjectKind, path: readonly string[]]
  | readonly [...Address, kind: null, whole: Address]

function at(catalog: string, oid: string, part = '0'): string {
  return `'pg_catalog.${catalog}'::regclass::oid::bigint, ${oid}::bigint, ${part}::int`
}

function exact(address: string, kind: string, ...path: readonly string[]): string {
  return `select ${address}, ${kind}, pg_catalog.json_build_array(${path.join(', ')})`
}

function partOf(address: string, of: string): string {
  return `select ${address}, null, pg_catalog.json_build_array(${of})`
}

const relationKind = `case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end`
/** All of them are found once: a plan that begins anew for each kind takes longer than the rest. */
const relations = `relations c`
const tables = `('r', 'p', 'f')`

/**
 * Every address that may be named: of objects, and of what stands for one without being one, such as a view's rule, a
 * row's type, the index of a key, or the sequence of an identity. Members of an extension are parts of it.
 */
const selects = [
  `select d.classid::bigint, d.objid::bigint, 0, null, pg_catalog.json_build_array(${at('pg_extension', 'd.refobjid')})
  from pg_catalog.pg_depend d where d.deptype = 'e' and d.refclassid = 'pg_catalog.pg_extension'::regclass`,
  `${exact(at('pg_namespace', 'n.oid'), `'schema'`, 'n.nspname')} from scope n`,
  `${exact(at('pg_extension', 'o.oid'), `'extension'`, 'o.extname')} from pg_catalog.pg_extension o`,
  `${exact(at('pg_class', 'c.oid'), relationKind, 'c.nspname', 'c.relname')}
  from ${relations} where c.relkind in ('r', 'p', 'f', 'v', 'm')`,
  `${exact(at('pg_class', 'c.oid'), `'sequence'`, 'c.nspname', 'c.relname')}
  from ${relations}
  where c.relkind = 'S' and not exists (select from identities where identities.sequence = c.oid)`,
  `${partOf(at('pg_class', 'i.sequence'), at('pg_class', 'i.relation', 'i.position'))} from identities i`,
  `${partOf(at('pg_class', 'c.oid'), at('pg_type', 'c.reltype'))} from ${relations} where c.relkind = 'c'`,
  `${exact(at('pg_class', 'c.oid'), `'index'`, 'c.nspname', 'c.relname')}
  from ${relations}
  where c.relkind in ('i', 'I') and not exists (select from keys where keys.index = c.oid)`,
  `${partOf(at('pg_class', 'k.index'), at('pg_constraint', 'k.oid'))} from keys k`,
  `${exact(at('pg_class', 'c.oid', 'a.attnum'), `'column'`, 'c.nspname', 'c.relname', 'a.attname')}
  from ${relations} join pg_catalog.pg_attribute a on a.attrelid = c.oid
  where c.relkind in ${tables} and a.attnum > 0 and not a.attisdropped`,
  `${exact(at('pg_attrdef', 'o.oid'), `'default'`, 'c.nspname', 'c.relname', 'a.attname')}
  from ${relations}
  join pg_catalog.pg_attrdef o on o.adrelid = c.oid
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = o.adnum
  where c.relkind in ${tables} and a.attgenerated = ''`,
  `${partOf(at('pg_attrdef', 'o.oid'), at('pg_class', 'c.oid', 'a.attnum'))}
  from ${relations}
  join pg_catalog.pg_attrdef o on o.adrelid = c.oid
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = o.adnum
  where c.relkind not in ${tables} or a.attgenerated <> ''`,
  `${exact(
    at('pg_type', 't.oid'),
    `case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'r' then 'range' else 'composite' end`,
    'n.nspname',
    't.typname',
  )}
  from pg_catalog.pg_type t join scope n on n.oid = t.typnamespace
  left join pg_catalog.pg_class c on c.oid = t.typrelid
  where t.typtype in ('e', 'd', 'r') or c.relkind = 'c'`,
  `${partOf(at('pg_type', 't.oid'), at('pg_class', 'c.oid'))}
  from ${relations} join pg_catalog.pg_type t on t.oid = c.reltype where c.relkind <> 'c'`,
  `${partOf(at('pg_type', 't.typarray'), at('pg_type', 't.oid'))} from pg_catalog.pg_type t where t.typarray >= 16384`,
  `${partOf(at('pg_type', 'r.rngmultitypid'), at('pg_type', 'r.rngtypid'))} from pg_catalog.pg_range r where r.rngtypid >= 16384`,
  `${exact(at('pg_constraint', 'k.oid'), `'constraint'`, 'c.nspname', 'c.relname', 'k.conname')}
  from ${relations}
  join pg_catalog.pg_constraint k on k.conrelid = c.oid
  left join pg_catalog.pg_constraint whole on whole.oid = k.conparentid and whole.conrelid = k.conrelid
  where k.contype in ('p', 'u', 'f', 'c', 'x') and whole.oid is null`,
  `${partOf(at('pg_constraint', 'k.oid'), at('pg_constraint', 'whole.oid'))}
  from pg_catalog.pg_constraint k
  join pg_catalog.pg_constraint whole on whole.oid = k.conparentid and whole.conrelid = k.conrelid
  where k.conrelid <> 0`,
  `${partOf(at('pg_constraint', 'k.oid'), at('pg_class', 'k.conrelid', 'k.conkey[1]'))}
  from pg_catalog.pg_constraint k where k.contype = 'n' and k.conrelid <> 0`,
  partOf(at('pg_constraint', 'k.oid'), at('pg_type', 'k.contypid')) +
    ' from pg_catalog.pg_constraint k where k.contypid >= 16384',
  `${partOf(at('pg_constraint', 'o.tgconstraint'), at('pg_trigger', 'o.oid'))}
  from pg_catalog.pg_trigger o join pg_catalog.pg_constraint k on k.oid = o.tgconstraint where k.contype = 't'`,
  `${partOf(at('pg_proc', 'd.objid'), at('pg_type', 'd.refobjid'))}
  from pg_catalog.pg_depend d
  where d.classid = 'pg_catalog.pg_proc'::regclass and d.refclassid = 'pg_catalog.pg_type'::regclass and d.deptype = 'i'`,
  `select ${at('pg_proc', 'p.oid')}, ${routineKind}, pg_catalog.json_build_array(n.nspname, p.proname, ${routineArgumentTypes})
  from pg_catalog.pg_proc p join scope n on n.oid = p.pronamespace`,
  `${exact(at('pg_collation', 'o.oid'), `'collation'`, 'n.nspname', 'o.collname')}
  from pg_catalog.pg_collation o join scope n on n.oid = o.collnamespace`,
  `${exact(at('pg_statistic_ext', 'o.oid'), `'statistics'`, 'n.nspname', 'o.stxname')}
  from pg_catalog.pg_statistic_ext o join scope n on n.oid = o.stxnamespace`,
  `${exact(at('pg_trigger', 'o.oid'), `'trigger'`, 'c.nspname', 'c.relname', 'o.tgname')}
  from ${relations} join pg_catalog.pg_trigger o on o.tgrelid = c.oid where not o.tgisinternal or o.tgparentid <> 0`,
  `${exact(at('pg_rewrite', 'o.oid'), `'rule'`, 'c.nspname', 'c.relname', 'o.rulename')}
  from ${relations} join pg_catalog.pg_rewrite o on o.ev_class = c.oid where o.rulename <> '_RETURN'`,
  `${partOf(at('pg_rewrite', 'o.oid'), at('pg_class', 'o.ev_class'))} from pg_catalog.pg_rewrite o where o.rulename = '_RETURN'`,
  `${exact(at('pg_policy', 'o.oid'), `'policy'`, 'c.nspname', 'c.relname', 'o.polname')}
  from ${relations} join pg_catalog.pg_policy o on o.polrelid = c.oid`,
  `${exact(at('pg_event_trigger', 'o.oid'), `'event trigger'`, 'o.evtname')} from pg_catalog.pg_event_trigger o`,
  `${exact(at('pg_publication', 'o.oid'), `'publication'`, 'o.pubname')} from pg_catalog.pg_publication o`,
  `${partOf(at('pg_publication_rel', 'o.oid'), at('pg_publication', 'o.prpubid'))} from pg_catalog.pg_publication_rel o`,
  `${exact(at('pg_foreign_data_wrapper', 'o.oid'), `'foreign data wrapper'`, 'o.fdwname')} from pg_catalog.pg_foreign_data_wrapper o`,
  `${exact(at('pg_foreign_server', 'o.oid'), `'foreign server'`, 'o.srvname')} from pg_catalog.pg_foreign_server o`,
  `${exact(at('pg_user_mapping', 'o.umid'), `'user mapping'`, 'o.srvname', `case when o.umuser = 0 then 'public' else o.usename end`)}
  from pg_catalog.pg_user_mappings o`,
  `${exact(
    at('pg_default_acl', 'o.oid'),
    `'default privileges'`,
    'pg_catalog.pg_get_userbyid(o.defaclrole)',
    `coalesce(n.nspname, '')`,
    `case o.defaclobjtype
      when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' when 'n' then 'schemas'
      else 'large objects'
    end`,
  )}
  from pg_catalog.pg_default_acl o left join pg_catalog.pg_namespace n on n.oid = o.defaclnamespace`,
]

/** Whole schemas in publications came with Postgres 15. */
const late = [
  `${partOf(at('pg_publication_namespace', 'o.oid'), at('pg_publication', 'o.pnpubid'))} from pg_catalog.pg_publication_namespace o`,
]

function query(version: number): string {
  return `${scope}, identities as (
  select d.objid as sequence, d.refobjid as relation, d.refobjsubid as position
  from pg_catalog.pg_depend d
  join pg_catalog.pg_class c on c.oid = d.objid and c.relkind = 'S'
  where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
    and d.deptype = 'i' and d.refobjsubid > 0
), relations as materialized (
  select c.oid, c.relkind, c.relname, c.reltype, n.nspname
  from pg_catalog.pg_class c join scope n on n.oid = c.relnamespace
), keys as (
  select k.oid, k.conindid as index from pg_catalog.pg_constraint k where k.contype in ('p', 'u', 'x')
), addresses (catalog, object, part, kind, path) as (
${[...selects, ...(version >= 150000 ? late : [])].join('\nunion all\n')}
)
select pg_catalog.json_build_array(catalog, object, part, kind, path)::text as fact from addresses`
}

type Known = ReadonlyMap<ObjectId, { readonly id: ObjectId }>

/** Finds identities by addresses, so that records which the catalog keeps by address can be told by identity. */
export class Addresses {
  readonly #identities = new Map<number, Map<number, ObjectId>>()
  readonly #wholes = new Map<number, Map<number, Address>>()

  /** @param known has the identities that are held already, so that each is held once */
  add(fact: AddressFact, known: Known): void {
    const address: Address = [fact[0], fact[1], fact[2]]
    if (fact[3] === null) put(this.#wholes, address, fact[4])
    else {
      const id = identityOf(fact[3], fact[4])
      put(this.#identities, address, known.get(id)?.id ?? id)
    }
  }

  /** The object that is kept at this very address. */
  at(address: Address): ObjectId | undefined {
    return this.#identities.get(address[0])?.get(keyIn(address))
  }

  /** The object that the address belongs to; undefined where no object is known. */
  behind(address: Address): ObjectId | undefined {
    const [catalog, object, part] = address
    const whole = this.#wholes.get(address[0])?.get(keyIn(address))
    if (whole !== undefined) return this.behind(whole)
    const found = this.at(address)
    if (found !== undefined || part === 0) return found
    return this.behind([catalog, object, 0])
  }
}

/** Of an address within its catalog: no relation has more than 1600 columns. */
function keyIn([, object, part]: Address): number {
  return object * 2048 + part
}

function put<Value>(maps: Map<number, Map<number, Value>>, address: Address, value: Value): void {
  const map = maps.get(address[0])
  if (map) map.set(keyIn(address), value)
  else maps.set(address[0], new Map([[keyIn(address), value]]))
}

function identityOf(kind: ObjectKind, path: readonly string[]): ObjectId {
  switch (kind) {
    case 'function':
    case 'procedure':
    case 'aggregate': {
      const [schema = '', name = '', argumentTypes = ''] = path
      return routineId(kind, schema, name, argumentTypes)
    }
    default:
      return objectId(kind, ...path)
  }
}

export async function readAddresses(
  source: Reader,
  schemas: string | null,
  version: number,
  known: Known,
): Promise<Addresses> {
  const addresses = new Addresses()
  for (const fact of await manyFacts<AddressFact>(source, query(version), [schemas])) addresses.add(fact, known)
  return addresses
}
