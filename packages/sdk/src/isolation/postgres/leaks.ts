import type { Session } from '../../database/adapter.ts'
import { quoteIdentifier } from '../../database/postgres/quote.ts'
import type { Leak } from '../world.ts'

export type LeakRow = Readonly<Record<string, unknown>>

export interface LeakReading {
  readonly leaks: readonly Leak[]
  /** A script for the same connection, before the next test; undefined when it is as it was. */
  readonly repair: string | undefined
}

/**
 * What a test on a held connection leaves behind when it is rolled back. Sequences of a database that is ours alone are
 * set back by the very statement that looks, so the next test begins with the same numbers, and are no leak.
 */
export interface LeakWatch {
  /** One statement, for the connection of the test after its rollback. */
  readonly query: string
  read(rows: readonly LeakRow[]): LeakReading
}

interface Sequence {
  readonly oid: string
  readonly name: string
  readonly owner: string | null
  /** Null when it was never asked. */
  readonly last: string | null
  readonly start: string
}

/** The planner may ask about privileges before it joins, so that stands in a CASE: of a table it would be an error. */
const sequencesQuery = `
  select s.seqrelid::text as oid, c.oid::regclass::text as name,
         (select d.refobjid::regclass::text || '.' || a.attname
          from pg_catalog.pg_depend d
          join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
          where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = s.seqrelid and d.deptype in ('a', 'i')
          limit 1) as owner,
         pg_catalog.pg_sequence_last_value(s.seqrelid)::text as last, s.seqstart::text as start
  from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid
  where c.relpersistence <> 't'
    and case when c.relkind = 'S' then pg_catalog.has_sequence_privilege(c.oid, 'UPDATE') end
  order by c.oid`

/**
 * Session advisory locks are told from those of a transaction by their time: after the rollback only the first are left.
 * Statements that a driver prepares by the protocol are its own business; those of PREPARE are the test's.
 */
const connectionQuery = `
  (select pg_catalog.string_agg(distinct concat_ws(':', l.classid, l.objid, l.objsubid, l.mode), ' ')
   from pg_catalog.pg_lock_status() l where l.locktype = 'advisory' and l.pid = pg_catalog.pg_backend_pid()) as locks,
  (select pg_catalog.json_agg(name)::text from pg_catalog.pg_prepared_statement() where from_sql) as prepared`

/** @param database what worlds are held on; `own` when nobody else uses it */
export async function openLeakWatch(database: Session, { own }: { readonly own: boolean }): Promise<LeakWatch> {
  const sequences = await database.query<Sequence>(sequencesQuery)
  const known = new Map(sequences.map((sequence) => [sequence.oid, sequence]))
  const last = new Map(sequences.map((sequence) => [sequence.oid, sequence.last]))
  return {
    query: `select ${connectionQuery}, ${own ? setBack(sequences) : readAll(sequences)} as sequences`,
    read([row]) {
      const locks = textOf(row, 'locks')?.split(' ') ?? []
      const prepared: string[] = JSON.parse(textOf(row, 'prepared') ?? '[]')
      const leaks = [...locks.map(lockLeak), ...prepared.map(preparedLeak)]
      if (!own) leaks.push(...moved(textOf(row, 'sequences'), last, known))
      const repair = [
        locks.length > 0 ? 'select pg_catalog.pg_advisory_unlock_all()' : '',
        ...prepared.map((name) => `deallocate ${quoteIdentifier(name)}`),
      ].filter((statement) => statement !== '')
      return { leaks, repair: repair.length > 0 ? repair.join('; ') : undefined }
    },
  }
}

function setBack(sequences: readonly Sequence[]): string {
  if (sequences.length === 0) return 'null'
  const list = (values: readonly (string | null)[]) => `'{${values.map((value) => value ?? 'null').join(',')}}'`
  return `(select pg_catalog.count(pg_catalog.setval(s.oid::regclass, coalesce(s.last, s.start), s.last is not null))::text
    from unnest(${list(sequences.map(({ oid }) => oid))}::oid[], ${list(sequences.map(({ last }) => last))}::int8[],
      ${list(sequences.map(({ start }) => start))}::int8[]) as s (oid, last, start)
    where pg_catalog.pg_sequence_last_value(s.oid) is distinct from s.last)`
}

function readAll(sequences: readonly Sequence[]): string {
  if (sequences.length === 0) return 'null'
  return `(select pg_catalog.json_object_agg(s.oid, pg_catalog.pg_sequence_last_value(s.oid)::text)::text
    from pg_catalog.unnest(array[${sequences.map(({ oid }) => oid).join(', ')}]::oid[]) as s (oid))`
}

function moved(
  answer: string | undefined,
  last: Map<string, string | null>,
  known: ReadonlyMap<string, Sequence>,
): Leak[] {
  const leaks: Leak[] = []
  const now: Record<string, string | null> = JSON.parse(answer ?? '{}')
  for (const [oid, value] of Object.entries(now)) {
    const sequence = known.get(oid)
    if (!sequence || value === last.get(oid)) continue
    last.set(oid, value)
    const of = sequence.owner === null ? '' : ` of ${sequence.owner}`
    leaks.push({
      kind: 'sequence',
      name: sequence.name,
      message: `The sequence ${sequence.name}${of} moved: a rollback does not set it back`,
    })
  }
  return leaks
}

function lockLeak(lock: string): Leak {
  const [classid = '', objid = '', objsubid, mode = ''] = lock.split(':')
  // A key of one number has its two halves in classid and objid, and objsubid 1; a key of two numbers has 2.
  const key = objsubid === '1' ? String((BigInt(classid) << 32n) | BigInt(objid)) : `${classid}, ${objid}`
  const shared = mode === 'ShareLock' ? ' shared' : ''
  return {
    kind: 'advisory lock',
    name: key,
    message: `The${shared} advisory lock ${key} was taken for the session and not given back`,
  }
}

function preparedLeak(name: string): Leak {
  return { kind: 'prepared statement', name, message: `PREPARE ${name} was not followed by DEALLOCATE` }
}

function textOf(row: LeakRow | undefined, name: string): string | undefined {
  const value = row?.[name]
  return typeof value === 'string' ? value : undefined
}
