import type { Session } from '../../../database/adapter.ts'

/** Such as { 'hnsw.ef_search': 100 }. */
export type SearchSettings = Readonly<Record<string, string | number>>

/**
 * Settings for as long as `work` takes, in a transaction, which they do not outlive either. Those of an extension can only
 * be read once it is loaded: the session has to have seen a vector.
 */
export async function withSettings<T>(session: Session, settings: SearchSettings, work: () => Promise<T>): Promise<T> {
  const before: [string, string | null][] = []
  for (const [name, value] of Object.entries(settings)) {
    const [row] = await session.query<{ was: string | null }>('select pg_catalog.current_setting($1, true) as was', [
      name,
    ])
    before.push([name, row?.was ?? null])
    await set(session, name, String(value))
  }
  const result = await work()
  for (const [name, value] of before.reverse()) if (value !== null) await set(session, name, value)
  return result
}

async function set(session: Session, name: string, value: string): Promise<void> {
  await session.query('select pg_catalog.set_config($1, $2, true)', [name, value])
}
