import type { Clones } from '../../clone.ts'
import type { World } from '../../world.ts'
import type { LeakWatch } from '../leaks.ts'

export interface SavepointPlace {
  /** The database that worlds are held on. */
  readonly url: string
  /** Where a test goes on that needs more; or why it cannot, and then it fails with ISOLATION_FALSIFIED and this. */
  readonly clones: Clones | { readonly refused: string }
  readonly leaks: LeakWatch
}

/** Worlds of one database on connections that are held; a test that was upgraded begins on a clone when it comes again. */
export interface SavepointWorlds extends AsyncDisposable {
  open(about: { readonly testId?: string | undefined; readonly signal?: AbortSignal | undefined }): Promise<World>
  close(): Promise<void>
}
