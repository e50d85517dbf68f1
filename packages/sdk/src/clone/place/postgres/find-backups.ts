import type { Session } from '../../../database/adapter.ts'
import { UnderstudyError } from '../../../errors.ts'
import { type BackupNote, parseNote } from '../backup-note.ts'
import { backupIdIn } from '../place-names.ts'

export interface FoundBackup {
  readonly id: string
  readonly database: string
  readonly comment: string | null
  /** Null where somebody has changed the comment: then the name alone says what it is. */
  readonly note: BackupNote | null
  readonly bytes: number | undefined
}

const query = `
  select datname as database, oid::text as oid, pg_catalog.shobj_description(oid, 'pg_database') as comment
  from pg_catalog.pg_database where datname like '%!_understudy!_%!_backup' escape '!'`

/** The newest first; those that nothing tells the age of at the end. */
export async function findBackups(server: Session, target: string): Promise<FoundBackup[]> {
  const rows = await server.query<{ database: string; oid: string; comment: string | null }>(query)
  const found: FoundBackup[] = []
  for (const { database, oid, comment } of rows) {
    const id = backupIdIn(database, target)
    if (id === undefined) continue
    const note = parseNote(comment)
    // Another target whose name begins alike, beyond what a name keeps.
    if (note !== null && note.target !== target) continue
    const bytes = await bytesOf(server, oid)
    if (bytes !== 'gone') found.push({ id, database, comment, note, bytes: bytes ?? undefined })
  }
  const time = ({ note }: FoundBackup) => (note === null ? '' : note.takenAt)
  return found.sort((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0))
}

/** Asked of each alone: a server refuses the size of a database that is dropped while it is asked. */
async function bytesOf(server: Session, oid: string): Promise<number | null | 'gone'> {
  try {
    const [row] = await server.query<{ bytes: number | null }>(
      `select case when pg_catalog.has_database_privilege(oid, 'connect') then pg_catalog.pg_database_size(oid) end as bytes
       from pg_catalog.pg_database where oid = $1::oid`,
      [oid],
    )
    return row ? row.bytes : 'gone'
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.details.sqlstate === '42704') return 'gone'
    throw thrown
  }
}
