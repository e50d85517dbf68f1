import type { Services } from '../call.ts'
import { type EnvironmentRow, environmentPlace } from '../environments/environment.ts'

const columns = { connection: 'connection_sealed', key: 'key_sealed', suites: 'suites_sealed' } as const

/** What environments keep under a key of the system that was rotated away, under the one that seals now. How many it were. */
export async function resealEnvironments({ store, sealer }: Pick<Services, 'store' | 'sealer'>): Promise<number> {
  let count = 0
  const rows = await store.readSystem((db) => db.selectFrom('environments').selectAll().execute())
  for (const row of rows) {
    for (const name of ['connection', 'key', 'suites'] as const) {
      const column = columns[name]
      const sealed = row[column]
      if (sealed === null || (await sealer.isCurrent(null, sealed))) continue
      const place = environmentPlace(name, row.id)
      const anew = await sealer.seal(null, place, await sealer.open(null, place, sealed))
      const values: Partial<EnvironmentRow> = { [column]: anew }
      count += await store.system(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('environments')
          .set(values)
          .where('id', '=', row.id)
          .where(column, '=', sealed)
          .executeTakeFirstOrThrow()
        return Number(numUpdatedRows)
      })
    }
  }
  return count
}
