import { z } from 'zod'
import type { Store } from '../store/store.ts'

const told = z.object({
  publicUrl: z.string(),
  environment: z.string().optional(),
  /** The whole path. */
  blobs: z.string().optional(),
})

/** What a server was told when it started, and what is done beside it has to know too: none of it is a secret. */
export type ToldAtStart = z.infer<typeof told>

const name = 'told-at-start'

export async function rememberStart(store: Pick<Store, 'system'>, start: ToldAtStart): Promise<void> {
  const value = JSON.stringify(told.parse(start))
  await store.system((tx) =>
    tx
      .insertInto('settings')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute(),
  )
}

/** Of the server that started last; nothing where none has. */
export async function recallStart(store: Pick<Store, 'readSystem'>): Promise<Partial<ToldAtStart>> {
  const row = await store.readSystem((db) =>
    db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst(),
  )
  return row ? told.parse(JSON.parse(row.value)) : {}
}

/** In a store that was restored it was another server. */
export async function forgetStart(store: Pick<Store, 'system'>): Promise<void> {
  await store.system((tx) => tx.deleteFrom('settings').where('name', '=', name).execute())
}
