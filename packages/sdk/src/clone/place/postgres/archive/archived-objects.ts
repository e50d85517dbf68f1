import { createHash } from 'node:crypto'
import type { Session } from '../../../../database/adapter.ts'
import { quoteIdentifier } from '../../../../database/postgres/quote.ts'
import { objectParts } from '../../../large-objects/object-parts.ts'
import { readObjects } from '../../../large-objects/read-objects.ts'
import { ObjectWriter, writeObjectFacts } from '../../../large-objects/write-objects.ts'
import type { ArchivedObject, ArchiveEnd } from './archive-contents.ts'
import { type ArchiveReader, dataOf, recordOf } from './archive-records.ts'

const factsQuery = `
  select o.oid::int8 as object, u.rolname as owner, pg_catalog.obj_description(o.oid, 'pg_largeobject') as comment,
    (select pg_catalog.json_agg(a::text order by a::text)
     from pg_catalog.unnest(coalesce(lomacl, pg_catalog.acldefault('L', lomowner))) a) as rights,
    coalesce((select pg_catalog.json_agg(pg_catalog.json_build_object('role', r.rolname, 'privilege', g.privilege_type,
         'grantable', g.is_grantable) order by r.rolname, g.privilege_type)
       from pg_catalog.aclexplode(lomacl) g left join pg_catalog.pg_roles r on r.oid = g.grantee
       where g.grantee <> lomowner and (g.grantee = 0 or r.oid is not null)), '[]'::json) as grants
  from pg_catalog.pg_largeobject_metadata o join pg_catalog.pg_roles u on u.oid = lomowner
  where o.oid = any (pg_catalog.string_to_array($1, ',')::oid[]) order by o.oid`

/** Large objects as records, each with what is said of it and then what it holds. */
export async function* objectRecords(session: Session): AsyncGenerator<Uint8Array, ArchiveEnd['objects'], undefined> {
  const hash = createHash('sha256')
  let count = 0
  for await (const one of eachObject(session)) {
    if ('owner' in one) {
      count++
      hash.update(JSON.stringify(one))
      yield* recordOf('object', one)
    } else {
      hash.update(one)
      yield* dataOf(one)
    }
  }
  return { count, digest: hash.digest('hex') }
}

/** The same without the records. */
export async function digestObjects(session: Session): Promise<ArchiveEnd['objects']> {
  const records = objectRecords(session)
  for (;;) {
    const step = await records.next()
    if (step.done) return step.value
  }
}

export async function putObjects(session: Session, reader: ArchiveReader, roles: ReadonlySet<string>): Promise<void> {
  const writer = new ObjectWriter(session, { decision: 'keep' })
  for (;;) {
    const facts = await reader.takeIf('object')
    if (facts === undefined) return
    const { object, owner } = facts
    let at = 0
    for await (const bytes of reader.data()) {
      await writer.write({ object, at, bytes, isLast: false })
      at += bytes.length
    }
    if (at === 0) await writer.write({ object, at, bytes: new Uint8Array(), isLast: true })
    await session.query(`alter large object ${Number(object)} owner to ${quoteIdentifier(owner)}`)
    await writeObjectFacts(session, [facts], { roles, comments: true })
  }
}

async function* eachObject(session: Session): AsyncGenerator<ArchivedObject | Uint8Array, void, undefined> {
  const numbers = await session.query<{ object: number }>(
    'select oid::int8 as object from pg_catalog.pg_largeobject_metadata order by oid',
  )
  for (const { objects } of objectParts(numbers.map(({ object }) => object))) {
    const facts = new Map(
      (await session.query<ArchivedObject>(factsQuery, [objects.join(',')])).map((one) => [one.object, one]),
    )
    for await (const { object, at, bytes } of readObjects(session, objects)) {
      const said = facts.get(object)
      if (at === 0 && said) yield said
      if (bytes.length > 0) yield bytes
    }
  }
}
