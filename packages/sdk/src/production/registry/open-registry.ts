import type { Database, Session } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { UnderstudyError } from '../../errors.ts'
import { migrations, tables } from './tables.ts'

/** Of no meaning but to be the same in every server of this kind. */
const lock = 7_305_824_441

export interface Registry extends AsyncDisposable {
  readonly database: Database
}

/** The registry of what tests created, its tables made or brought forward. A database that was given is not closed. */
export async function openRegistry(store: string | Database): Promise<Registry> {
  const database = typeof store === 'string' ? await connect(store) : store
  const close = async () => {
    if (typeof store === 'string') await database.close()
  }
  try {
    await bringForward(database)
  } catch (thrown) {
    await close()
    throw thrown
  }
  return { database, [Symbol.asyncDispose]: close }
}

/** In one transaction that other servers wait for: SQLite takes the right to write at its start, Postgres the lock. */
async function bringForward(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    if (tx.dialect === 'postgres') await tx.query('select pg_advisory_xact_lock($1)', [lock])
    await tx.execute(`create table if not exists ${tables.version} (version integer not null)`)
    const found = await versionOf(tx)
    if (found > migrations.length) {
      throw new UnderstudyError('TEST_API_FAILED', {
        operation: 'open registry of test data',
        message: `The registry is of version ${found}, and this SDK knows ${migrations.length}`,
        hint: 'Update @understudy/sdk on this server.',
      })
    }
    if (found === migrations.length) return
    for (const migration of migrations.slice(found)) await tx.execute(migration(tx.dialect))
    await tx.execute(`delete from ${tables.version}`)
    await tx.query(`insert into ${tables.version} values ($1)`, [migrations.length])
  })
}

async function versionOf(session: Session): Promise<number> {
  const rows = await session.query<{ version: number }>(`select version from ${tables.version}`)
  return rows[0]?.version ?? 0
}
