import { z } from 'zod'
import type { Store } from '../../store/store.ts'
import type { Call } from '../call.ts'

/** How far a store's demo has come; it goes on and never back. */
const marks = z.enum(['played', 'joined'])
export type DemoMark = z.infer<typeof marks>

const name = 'demo'

export async function demoMark(store: Pick<Store, 'readSystem'>): Promise<DemoMark | undefined> {
  const row = await store.readSystem((db) =>
    db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst(),
  )
  return row && marks.parse(row.value)
}

export async function markDemo(store: Pick<Store, 'system'>, value: DemoMark): Promise<void> {
  await store.system((tx) =>
    tx
      .insertInto('settings')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute(),
  )
}

/** What the demo does by itself. */
export function byServer(): Call {
  return {
    actor: { kind: 'system', for: undefined },
    requestId: 'demo',
    ip: null,
    signal: new AbortController().signal,
  }
}
