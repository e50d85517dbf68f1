import type { Clones } from '../../clone.ts'
import type { World } from '../../world.ts'
import type { LeakWatch } from '../leaks.ts'
import type { SourceWatch } from '../source-watch.ts'

export interface SavepointPlace {
  /** The database that worlds are held on. */
  readonly url: string
  /** Where a test goes on that needs more; or why it cannot, and then it fails with ISOLATION_FALSIFIED and this. */
  readonly clones: Clones | { readonly refused: string }
  readonly leaks: LeakWatch
  /** Where the database is a copy: of what. Asked in the message that rolls back, where leaks are looked for. */
  readonly source?: Pick<SourceWatch, 'query' | 'read'> | undefined
}

/** Worlds of one database on connections that are held; a test that was upgraded begins on a clone when it comes again. */
export interface SavepointWorlds extends AsyncDisposable {
  open(about: { readonly testId?: string | undefined; readonly signal?: AbortSignal | undefined }): Promise<World>
  close(): Promise<void>
}
