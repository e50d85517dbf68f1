import { together } from '../../../database/flight.ts'
import type { Fact } from '../../facts.ts'
import type { ObjectId } from '../../identity.ts'
import { manyFacts, type Reader } from '../source.ts'
import type { Address, Addresses } from './addresses.ts'
import { byIdentity } from './by-identity.ts'

type DependencyFact = readonly [from: Address, to: Address]

/**
 * Objects that initdb made depend on each other too, and are of no interest. A foreign key to a partitioned table has a
 * copy on the same table for each partition, and needs none of these itself. A trigger that needs a constraint is how
 * that works inside.
 */
const query = `
select pg_catalog.json_build_array(
  pg_catalog.json_build_array(classid::bigint, objid::bigint, objsubid),
  pg_catalog.json_build_array(refclassid::bigint, refobjid::bigint, refobjsubid)
)::text as fact
from pg_catalog.pg_depend d
where objid >= 16384 and deptype in ('n', 'a', 'i', 'P', 'S')
and not (classid = 'pg_catalog.pg_trigger'::regclass and refclassid = 'pg_catalog.pg_constraint'::regclass)
and not exists (
  select from pg_catalog.pg_constraint k
  join pg_catalog.pg_constraint whole on whole.oid = k.conparentid and whole.conrelid = k.conrelid
  where d.classid = 'pg_catalog.pg_constraint'::regclass and k.oid = d.objid
)`

/**
 * What each object needs, by the database's own records. What it is a part of, and what is a part of it, is left out, and
 * so is the schema that a column's sequence is in.
 */
export async function readDependencies(
  source: Reader,
  whenAddressed: Promise<Addresses>,
  known: ReadonlyMap<ObjectId, Fact>,
): Promise<Record<ObjectId, readonly ObjectId[]>> {
  const asked = manyFacts<DependencyFact>(source, query)
  const { facts, addresses } = await together({ facts: asked, addresses: whenAddressed })
  const needs = new Map<ObjectId, Set<ObjectId>>()
  for (const [dependent, needed] of facts) {
    const from = known.get(addresses.behind(dependent) ?? '')
    const to = known.get(addresses.behind(needed) ?? '')
    if (!from || !to || from === to || isWithin(from, to, known) || isWithin(to, from, known)) continue
    if (from.kind === 'column' && to.kind === 'schema') continue
    const list = needs.get(from.id) ?? new Set()
    needs.set(from.id, list.add(to.id))
  }
  return byIdentity([...needs].map(([id, list]) => [id, [...list].sort()]))
}

function isWithin(part: Fact, whole: Fact, known: ReadonlyMap<ObjectId, Fact>): boolean {
  for (let at: Fact | undefined = part; at?.parent != null; at = known.get(at.parent)) {
    if (at.parent === whole.id) return true
  }
  return false
}
