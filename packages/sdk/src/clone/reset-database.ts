import { analyzeSchema } from '../catalog/analyze.ts'
import { connect } from '../database/connect.ts'
import { quoting } from '../database/quote.ts'
import type { Environment } from '../environments/environment.ts'
import type { AuditLog } from '../safety/audit/audit-log.ts'
import { confirm } from '../safety/confirm.ts'
import type { KnownSources } from '../safety/known-sources.ts'
import { verifyTarget } from '../safety/verify-target.ts'
import { type CloneSide, sideName } from './clone-side.ts'
import { openPlace } from './place/open-place.ts'
import { newId } from './place/place-names.ts'
import type { Backup } from './staging.ts'
import { holdsRows } from './verify/read-back.ts'

export interface ResetOptions {
  /** As it was typed: the name of the environment, or of the database. */
  readonly confirm?: string | undefined
  readonly disconnect?: boolean | undefined
  readonly keepBackupMilliseconds?: number | undefined
  readonly environments?: readonly Environment[] | undefined
  /** Databases that were read as production: never a target, unless registered as something else. */
  readonly known?: KnownSources | undefined
  readonly audit?: AuditLog | undefined
}

export interface ResetReport {
  /** clone: as its last clone was promoted. emptied: there was none to go back to, and every table is empty. */
  readonly to: 'clone' | 'emptied'
  readonly cloneId: string | null
  /** What stood there. */
  readonly backup: Backup | null
}

const usualKeep = 7 * 86_400_000

/**
 * A target as its last clone was promoted, where that was kept for it; else with its schema and no rows. Done beside it
 * and swapped in, as a clone is: what stood there becomes a backup.
 */
export async function resetDatabase(target: CloneSide, options: ResetOptions = {}): Promise<ResetReport> {
  const { disconnect = false, keepBackupMilliseconds = usualKeep, environments, known, audit } = options
  await verifyTarget(target.url, { environment: target.environment, environments, known })
  await using place = await openPlace(target.url)
  const name = target.environment?.name ?? place.target
  confirm({ target: name, planHash: 'reset', given: { name: options.confirm } })
  await place.check()
  await using hold = await place.hold()
  const kept = await place.keptClone()
  const id = newId()
  const staging = kept === null ? await place.copyTarget(id, disconnect) : await place.copyKept(kept, id)
  try {
    if (kept === null) await emptyTables(staging.url)
    await hold.check()
    const { backup } = await place.promote(id, { disconnect, keepUntil: new Date(Date.now() + keepBackupMilliseconds) })
    await audit?.record({
      event: 'environment reset',
      place: sideName(target),
      outcome: 'done',
      details: { clone: kept },
    })
    return { to: kept === null ? 'emptied' : 'clone', cloneId: kept, backup }
  } catch (thrown) {
    await place.drop(id)
    throw thrown
  }
}

async function emptyTables(url: string): Promise<void> {
  await using database = await connect(url, { create: false, maxConnections: 2 })
  const definition = await analyzeSchema(database)
  const tables = definition.tables.filter(holdsRows)
  if (tables.length === 0) return
  const { quoteTable, quoteLiteral } = quoting[database.dialect]
  if (database.dialect === 'postgres') {
    await database.execute(
      `truncate ${tables.map(({ schema, name }) => quoteTable({ schema, name })).join(', ')} restart identity cascade`,
    )
    return
  }
  await database.session(async (session) => {
    await session.execute('pragma foreign_keys = off')
    await session.transaction(async (transaction) => {
      for (const table of tables) await transaction.query(`delete from ${quoteTable({ name: table.name })}`)
      const counted = await transaction.query("select 1 from sqlite_master where name = 'sqlite_sequence'")
      if (counted.length === 0) return
      const names = tables.map((table) => quoteLiteral(table.name)).join(', ')
      await transaction.query(`delete from sqlite_sequence where name in (${names})`)
    })
    await session.execute('vacuum')
  })
}
