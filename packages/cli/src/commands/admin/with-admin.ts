import type { Admin, openAdmin } from '@understudy/server/admin'
import { readStore, type StoreFlags } from '../server/store-flags.ts'

export interface AdminFlags extends StoreFlags {
  readonly publicUrl?: string
  readonly auditCheckpoints?: string
  readonly environment?: string
  readonly json?: boolean
}

/** The server is loaded by the commands that need it: the others start without it. */
type Server = typeof import('@understudy/server/admin')

/** Works on the store of the flags, and lets go of it. */
export async function withAdmin<Result>(
  flags: AdminFlags,
  work: (admin: Admin, server: Server) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const server = await import('@understudy/server/admin')
  await using admin = await server.openAdmin(settingsOf(flags), signal)
  return await work(admin, server)
}

function settingsOf(flags: AdminFlags): Parameters<typeof openAdmin>[0] {
  const publicUrl = flags.publicUrl ?? process.env.UNDERSTUDY_PUBLIC_URL
  const { auditCheckpoints, environment } = flags
  return {
    ...readStore(flags),
    ...(publicUrl ? { publicUrl } : {}),
    ...(auditCheckpoints === undefined ? {} : { auditCheckpoints }),
    ...(environment === undefined ? {} : { environment }),
  }
}
