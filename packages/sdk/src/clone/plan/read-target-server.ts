import type { Session } from '../../database/adapter.ts'

/** What of a source's objects a server can take. */
export interface TargetServer {
  readonly roles: ReadonlySet<string>
  readonly superuser: boolean
  /** Versions of extensions that can be made there. */
  readonly extensions: ReadonlySet<string>
}

export async function readTargetServer(session: Session): Promise<TargetServer> {
  const roles = await session.query<{ name: string }>('select rolname as name from pg_catalog.pg_roles')
  const extensions = await session.query<{ name: string }>('select name from pg_catalog.pg_available_extensions')
  const [own] = await session.query<{ superuser: boolean }>(
    "select pg_catalog.current_setting('is_superuser') = 'on' as superuser",
  )
  return {
    roles: new Set(roles.map(({ name }) => name)),
    superuser: own?.superuser === true,
    extensions: new Set(extensions.map(({ name }) => name)),
  }
}
