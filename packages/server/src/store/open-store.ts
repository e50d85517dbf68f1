import type { KeyRing } from '../crypto/key-ring.ts'
import type { Store } from './store.ts'

export type StoreConfig =
  | { readonly engine: 'sqlite'; readonly folder: string }
  | { readonly engine: 'postgres'; readonly url: string }

/**
 * Brings its schema forward; refuses one that is newer than the program, or not ours. Whoever opens it closes it. Of the
 * two engines only the one is loaded.
 */
export async function openStore(config: StoreConfig, ring: KeyRing): Promise<Store> {
  if (config.engine === 'sqlite') {
    const { openSqliteStore } = await import('./sqlite/open-sqlite-store.ts')
    return openSqliteStore(config.folder)
  }
  const { openPostgresStore } = await import('./postgres/open-postgres-store.ts')
  return openPostgresStore(config.url, ring)
}
