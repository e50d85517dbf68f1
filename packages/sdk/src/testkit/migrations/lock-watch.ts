import type { Lock, LockMode } from '../../catalog/migration/step.ts'
import { strongestLocks } from '../../catalog/migration/strongest-locks.ts'
import type { Session } from '../../database/adapter.ts'

/** A relation that was there before a step, by its number: its name may change. */
export interface KnownRelation {
  readonly oid: number
  readonly schema: string
  readonly name: string
  /** As pg_class has it: `r` a table, `p` a partitioned one, `v` a view, `m` a materialized one, `f` a foreign table. */
  readonly kind: string
  /** Where its rows are; another place afterwards means that all of them were written again. */
  readonly file: number
}

export async function knownRelations(session: Session): Promise<KnownRelation[]> {
  return session.query<KnownRelation & Record<string, unknown>>(`
    select c.oid::int8 as oid, n.nspname as schema, c.relname as name, c.relkind::text as kind,
      c.relfilenode::int8 as file
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`)
}

export async function backendOf(session: Session): Promise<number> {
  const [row] = await session.query<{ pid: number }>('select pg_catalog.pg_backend_pid() as pid')
  return row?.pid ?? 0
}

/** Whether a backend waits for another one's transaction to end. */
export async function isWaiting(session: Session, pid: number): Promise<boolean> {
  const [row] = await session.query<{ waits: boolean }>(
    'select exists (select from pg_catalog.pg_locks where pid = $1 and not granted) as waits',
    [pid],
  )
  return row?.waits ?? false
}

/** The strongest lock that a backend holds on each of the relations. */
export async function locksOf(session: Session, pid: number, known: readonly KnownRelation[]): Promise<Lock[]> {
  const rows = await session.query<{ oid: number; mode: string }>(
    `select relation::int8 as oid, mode from pg_catalog.pg_locks
    where pid = $1 and locktype = 'relation' and granted
      and database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())`,
    [pid],
  )
  const names = new Map(known.map((relation) => [Number(relation.oid), relation]))
  return strongestLocks(
    rows.flatMap(({ oid, mode }) => {
      const relation = names.get(Number(oid))
      const spoken = modes.get(mode)
      if (relation === undefined || spoken === undefined) return []
      return [{ relation: { schema: relation.schema, name: relation.name }, mode: spoken }]
    }),
  )
}

/** As pg_locks writes them. */
const modes = new Map<string, LockMode>([
  ['AccessShareLock', 'ACCESS SHARE'],
  ['RowShareLock', 'ROW SHARE'],
  ['RowExclusiveLock', 'ROW EXCLUSIVE'],
  ['ShareUpdateExclusiveLock', 'SHARE UPDATE EXCLUSIVE'],
  ['ShareLock', 'SHARE'],
  ['ShareRowExclusiveLock', 'SHARE ROW EXCLUSIVE'],
  ['ExclusiveLock', 'EXCLUSIVE'],
  ['AccessExclusiveLock', 'ACCESS EXCLUSIVE'],
])
