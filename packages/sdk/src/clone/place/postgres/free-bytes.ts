import { statfs } from 'node:fs/promises'
import type { Session } from '../../../database/adapter.ts'
import { codeOf, UnderstudyError } from '../../../errors.ts'

/** Of the server's disk, where it is this machine's and the role may know where; no statement tells it otherwise. */
export async function freeBytesOf(server: Session): Promise<number | undefined> {
  const [where] = await server
    .query<{ here: boolean; folder: string | null }>(
      `select coalesce(pg_catalog.inet_server_addr() = pg_catalog.inet_client_addr(), true) as here,
       pg_catalog.current_setting('data_directory', true) as folder`,
    )
    .catch((thrown: unknown) => {
      if (thrown instanceof UnderstudyError && thrown.code === 'PERMISSION_DENIED') return []
      throw thrown
    })
  if (!where?.here || !where.folder) return undefined
  try {
    const { bavail, bsize } = await statfs(where.folder)
    return bavail * bsize
  } catch (thrown) {
    // Another machine behind a tunnel, or another user's folder.
    if (['ENOENT', 'EACCES', 'EPERM'].includes(codeOf(thrown) ?? '')) return undefined
    throw thrown
  }
}
