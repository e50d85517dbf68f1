import type { Session } from '../../database/adapter.ts'

/** A piece of a large object; the last one of it says so, and an empty object is one empty piece. */
export interface ObjectPiece {
  readonly object: number
  readonly at: number
  readonly bytes: Uint8Array
  readonly isLast: boolean
}

/** Of all objects of a part at once, and of one that is longer. */
const firstBytes = 64 * 1024
const pieceBytes = 1024 * 1024

/** What objects hold, one after the other, in pieces: so much of them is in memory at a time, however long they are. */
export async function* readObjects(session: Session, objects: readonly number[]): AsyncGenerator<ObjectPiece> {
  const firsts = await session.query<{ object: number; bytes: Uint8Array }>(
    `select o::int8 as object, pg_catalog.lo_get(o, 0, $2::int4) as bytes
     from pg_catalog.unnest(pg_catalog.string_to_array($1, ',')::oid[]) with ordinality t(o, place) order by place`,
    [objects.join(','), firstBytes],
  )
  for (const { object, bytes } of firsts) {
    let piece = { object, at: 0, bytes, isLast: bytes.length < firstBytes }
    yield piece
    while (!piece.isLast) {
      const at = piece.at + piece.bytes.length
      const [next] = await session.query<{ bytes: Uint8Array }>(
        'select pg_catalog.lo_get($1::oid, $2::int8, $3::int4) as bytes',
        [object, at, pieceBytes],
      )
      const more = next?.bytes ?? new Uint8Array()
      piece = { object, at, bytes: more, isLast: more.length < pieceBytes }
      yield piece
    }
  }
}

/** What stands about an object beside what it holds. */
export interface ObjectFacts {
  readonly object: number
  readonly comment: string | null
  readonly grants: readonly { readonly role: string | null; readonly privilege: string; readonly grantable: boolean }[]
}

/** Of those that have any; a role of null is everybody. The owner's own rights are none. */
export async function readObjectFacts(session: Session, objects: readonly number[]): Promise<ObjectFacts[]> {
  return await session.query<ObjectFacts>(
    `select * from (
       select oid::int8 as object, pg_catalog.obj_description(oid, 'pg_largeobject') as comment,
         coalesce((select pg_catalog.json_agg(pg_catalog.json_build_object('role', r.rolname, 'privilege', g.privilege_type, 'grantable', g.is_grantable)
             order by r.rolname, g.privilege_type)
           from pg_catalog.aclexplode(lomacl) g left join pg_catalog.pg_roles r on r.oid = g.grantee
           where g.grantee <> lomowner and (g.grantee = 0 or r.oid is not null)), '[]'::json) as grants
       from pg_catalog.pg_largeobject_metadata
       where oid = any (pg_catalog.string_to_array($1, ',')::oid[])
     ) facts where comment is not null or grants::text <> '[]' order by object`,
    [objects.join(',')],
  )
}
