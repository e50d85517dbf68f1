import type { Unmodelled } from '../../definition.ts'
import type { ObjectId } from '../../identity.ts'
import { facts, type Reader } from '../source.ts'
import type { Address, Addresses } from './addresses.ts'

/** Objects that initdb made have thousands of comments; of those, schemas and extensions can belong to a user. */
const query = `
select pg_catalog.json_build_object(
  'address', pg_catalog.json_build_array(classoid::bigint, objoid::bigint, objsubid),
  'text', description
)::text as fact
from pg_catalog.pg_description
where objoid >= 16384 or classoid in ('pg_catalog.pg_namespace'::regclass, 'pg_catalog.pg_extension'::regclass)`

export interface Comments {
  readonly comments: Record<ObjectId, string>
  /** Comments on parts of objects that are no objects of their own, such as the index of a key. */
  readonly unmodelled: readonly Unmodelled[]
}

export async function readComments(
  source: Reader,
  addresses: Addresses,
  known: { has(id: ObjectId): boolean },
): Promise<Comments> {
  const comments: [ObjectId, string][] = []
  const unmodelled: Unmodelled[] = []
  for (const { address, text } of await facts<{ address: Address; text: string }>(source, query)) {
    const id = addresses.at(address)
    const behind = addresses.behind(address)
    if (id !== undefined && id === behind && known.has(id)) comments.push([id, text])
    else if (behind !== undefined && known.has(behind) && !behind.startsWith('extension '))
      unmodelled.push({ kind: 'comment', name: `on a part of ${behind}` })
  }
  return { comments: sorted(comments), unmodelled }
}

function sorted<Value>(entries: readonly [ObjectId, Value][]): Record<ObjectId, Value> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
}
