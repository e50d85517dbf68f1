import type { Store } from '../../store/store.ts'
import type { OperationsSystemTables } from '../../store/tables/operations-tables.ts'

export type Instance = OperationsSystemTables['instances']

/** One that has said nothing for so long is dead, or cannot reach the store. */
const deadMs = 45_000

/** Those that are at work on the store, the oldest first. */
export async function livingInstances(store: Pick<Store, 'readSystem'>, at: Date): Promise<Instance[]> {
  const rows = await store.readSystem((db) =>
    db
      .selectFrom('instances')
      .selectAll()
      .where('ended_at', 'is', null)
      .where('seen_at', '>', new Date(at.getTime() - deadMs).toISOString())
      .orderBy('started_at')
      .orderBy('id')
      .execute(),
  )
  return rows.map((row) => ({ ...row, schema: Number(row.schema), process: Number(row.process) }))
}

/** In a store that was restored nobody is at work. */
export async function forgetInstances(store: Pick<Store, 'system'>): Promise<void> {
  await store.system((tx) => tx.deleteFrom('instances').execute())
}
