import type { Transaction } from 'kysely'
import { ServerError } from '../../errors/server-error.ts'
import { migrations } from '../migrations/migrations.ts'
import { systemShape } from '../shape/system-shape.ts'
import type { TableShape } from '../shape/table-shape.ts'
import { teamShape } from '../shape/team-shape.ts'
import type { Store } from '../store.ts'
import { keysFile, systemFile, teamFile } from './layout.ts'
import { pagesOf, verifyBackup } from './read-backup.ts'
import { insertRows, pageOf } from './rows.ts'

interface RestoreOptions {
  readonly signal?: AbortSignal | undefined
  /** What has to be there as well before the system is: teams have their places then, and their rows. */
  readonly besides?: () => Promise<void>
}

/**
 * Into a store with nothing in it, of either engine. The system comes last, in one transaction: until then nobody can
 * sign in, and what was restored in part is told from what is whole.
 */
export async function restoreStore(
  store: Store,
  folder: string,
  { signal, besides }: RestoreOptions = {},
): Promise<void> {
  const { schema, teams, files } = await verifyBackup(folder)
  if (schema !== migrations.length) {
    throw new ServerError(schema > migrations.length ? 'STORE_NEWER' : 'BACKUP_INVALID', {
      message: `the backup has schema ${schema}, and this version of Understudy ${migrations.length}`,
      hint: 'Restore it with the version that made it, then start the newer one on what was restored.',
    })
  }
  await requireNothing(store)
  const into = async <Tables>(tx: Transaction<Tables>, name: string, table: string, shape: TableShape) => {
    if (!(name in files)) return
    for await (const page of pagesOf(folder, name, shape, pageOf(shape))) {
      signal?.throwIfAborted()
      await insertRows(tx, table, shape, page)
    }
  }
  const { blob_bytes: bytes, ...tables } = teamShape
  for (const team of teams) {
    await store.createTeamPlace(team)
    for await (const page of pagesOf(folder, teamFile(team, 'blob_bytes'), bytes, pageOf(bytes))) {
      signal?.throwIfAborted()
      await store.team(team, (tx) => insertRows(tx, 'blob_bytes', bytes, page))
    }
    await store.team(team, async (tx) => {
      for (const [table, shape] of Object.entries(tables)) await into(tx, teamFile(team, table), table, shape)
    })
  }
  await besides?.()
  await store.system(async (tx) => {
    const { data_keys: keys, ...rest } = systemShape
    for (const owner of [null, ...teams]) await into(tx, keysFile(owner), 'data_keys', keys)
    for (const [table, shape] of Object.entries(rest)) await into(tx, systemFile(table), table, shape)
    // Of a team that was taken out of the backup nothing came back but its name.
    const gone = tx.updateTable('teams').set({ status: 'erased' }).where('status', '<>', 'erased')
    await (teams.length === 0 ? gone : gone.where('id', 'not in', teams)).execute()
  })
}

async function requireNothing(store: Store): Promise<void> {
  const user = await store.readSystem((db) => db.selectFrom('users').select('id').limit(1).executeTakeFirst())
  const key = await store.readSystem((db) => db.selectFrom('data_keys').select('id').limit(1).executeTakeFirst())
  if (!user && !key && (await store.places()).length === 0) return
  throw new ServerError('BACKUP_TARGET', { message: 'the store that is to be restored into is not empty' })
}
