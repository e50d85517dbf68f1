import type { Kysely } from 'kysely'
import type { SystemTables } from '../tables/system-tables.ts'
import type { Login } from './connections.ts'

export async function proveIsolation(_db: Kysely<SystemTables>, _login: Login): Promise<void> {}
