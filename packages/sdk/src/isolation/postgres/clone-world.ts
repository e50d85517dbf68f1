import type { Clone } from '../clone.ts'
import type { Leak, Upgrade, World } from '../world.ts'
import { ConnectedWorld } from './connected-world.ts'
import { userPool } from './user-pool.ts'

export interface CloneWorldOptions {
  /** For a world that began as something else. */
  readonly upgrade?: Upgrade | undefined
  /** What a test can leave outside of its database; nothing when not said. */
  readonly leaks?: (() => Promise<readonly Leak[]>) | undefined
}

/** A world that is a whole database. */
export async function openCloneWorld(clone: Clone, { upgrade, leaks }: CloneWorldOptions = {}): Promise<World> {
  try {
    return new ConnectedWorld({
      isolation: 'clone',
      url: clone.url,
      database: clone.database,
      user: await userPool(clone.url),
      upgrade,
      leaks: leaks ?? (async () => []),
      release: () => clone.release(),
      keep: () => clone.keep(),
    })
  } catch (thrown) {
    await clone.release()
    throw thrown
  }
}
