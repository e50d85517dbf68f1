import { together } from '../../../database/flight.ts'
import type { SchemaDefinition, Unmodelled } from '../../definition.ts'
import type { ObjectId } from '../../identity.ts'
import { manyFacts, type Reader } from '../source.ts'
import type { Address, Addresses } from './addresses.ts'
import { byIdentity } from './by-identity.ts'

interface CommentFact {
  readonly address: Address
  /** What stands after COMMENT ON, where that may be no object of its own. */
  readonly part: string | null
  readonly text: string
}

const relation = `pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)`

/** Objects that initdb made have thousands of comments; of those, schemas and extensions can belong to a user. */
const query = `
select pg_catalog.json_build_object(
  'address', pg_catalog.json_build_array(o.classoid::bigint, o.objoid::bigint, o.objsubid),
  'part', case
    when a.attname is not null then 'COLUMN ' || ${relation} || '.' || pg_catalog.quote_ident(a.attname)
    when c.relkind in ('i', 'I') then 'INDEX ' || ${relation}
    when c.relkind = 'S' then 'SEQUENCE ' || ${relation}
    when k.contypid <> 0 then 'CONSTRAINT ' || pg_catalog.quote_ident(k.conname) || ' ON DOMAIN ' || k.contypid::regtype
    when k.contype = 'n' then 'CONSTRAINT ' || pg_catalog.quote_ident(k.conname) || ' ON ' || k.conrelid::regclass
  end,
  'text', o.description
)::text as fact
from pg_catalog.pg_description o
left join pg_catalog.pg_class c on o.classoid = 'pg_catalog.pg_class'::regclass and c.oid = o.objoid
left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = o.objsubid and o.objsubid > 0
left join pg_catalog.pg_constraint k on o.classoid = 'pg_catalog.pg_constraint'::regclass and k.oid = o.objoid
where o.objoid >= 16384 or o.classoid in ('pg_catalog.pg_namespace'::regclass, 'pg_catalog.pg_extension'::regclass)`

export interface Comments {
  readonly comments: SchemaDefinition['comments']
  readonly partComments: SchemaDefinition['partComments']
  readonly unmodelled: readonly Unmodelled[]
}

export async function readComments(
  source: Reader,
  whenAddressed: Promise<Addresses>,
  known: { has(id: ObjectId): boolean },
): Promise<Comments> {
  const asked = manyFacts<CommentFact>(source, query)
  const { facts, addresses } = await together({ facts: asked, addresses: whenAddressed })
  const comments: [ObjectId, string][] = []
  const parts = new Map<ObjectId, [string, string][]>()
  const unmodelled: Unmodelled[] = []
  for (const { address, part, text } of facts) {
    const whole = addresses.behind(address)
    if (whole === undefined || !known.has(whole)) continue
    if (whole === addresses.at(address)) comments.push([whole, text])
    else if (!whole.startsWith('extension ')) {
      if (part === null) unmodelled.push({ kind: 'comment', name: `on a part of ${whole}` })
      else parts.set(whole, [...(parts.get(whole) ?? []), [part, text]])
    }
  }
  return {
    comments: byIdentity(comments),
    partComments: byIdentity([...parts].map(([id, texts]) => [id, byIdentity(texts)])),
    unmodelled,
  }
}
