import type { KeyRing } from '../crypto/key-ring.ts'
import { openPostgresStore } from './postgres/open-postgres-store.ts'
import { openSqliteStore } from './sqlite/open-sqlite-store.ts'
import type { Store } from './store.ts'

export type StoreConfig =
  | { readonly engine: 'sqlite'; readonly folder: string }
  | { readonly engine: 'postgres'; readonly url: string }

/** Brings its schema forward; refuses one that is newer than the program, or not ours. Whoever opens it closes it. */
export function openStore(config: StoreConfig, ring: KeyRing): Promise<Store> {
  return config.engine === 'sqlite' ? openSqliteStore(config.folder) : openPostgresStore(config.url, ring)
}
