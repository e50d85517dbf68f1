import { setTimeout as pause } from 'node:timers/promises'
import { createTrail } from '../src/audit/trail.ts'
import { databaseBlobs } from '../src/blobs/database-blobs.ts'
import type { KeyRing } from '../src/crypto/key-ring.ts'
import type { Sealer } from '../src/crypto/sealer.ts'
import { createBell } from '../src/events/bell.ts'
import { bossQueue } from '../src/jobs/boss-queue.ts'
import { embeddedQueue } from '../src/jobs/embedded-queue.ts'
import { createUsageMeter } from '../src/jobs/usage-meter.ts'
import type { RegisteredKind } from '../src/services/jobs/job-kind.ts'
import type { WorkServices } from '../src/services/jobs/job-services.ts'
import { generateKind } from '../src/services/jobs/kinds/generate.ts'
import type { StoreConfig } from '../src/store/open-store.ts'
import { queueLogin } from '../src/store/postgres/queue-login.ts'
import type { Store } from '../src/store/store.ts'
import { newUuid } from './uuid.ts'

/** What is to be done is heard of at once; to look for it, and to say that somebody lives, costs what a test is not about. */
export const testPace = { pollMs: 250, beatMs: 150 }

/** What jobs stand on, over a real store and the engine that goes with it: partitions of a few rows, short leases. */
export async function jobServices(
  { store, sealer, config, ring }: { store: Store; sealer: Sealer; config: StoreConfig; ring: KeyRing },
  kinds: readonly RegisteredKind[] = [],
  rowsOfPartition = 100,
) {
  const now = () => new Date()
  const newId = () => newUuid(Date.now())
  const faults: unknown[] = []
  const reportFailure = (_name: string, thrown: unknown) => void faults.push(thrown)
  const standing = { store, sealer, now, newId, trail: createTrail(sealer), bell: createBell() }
  const blobs = databaseBlobs(store, now)
  const all = [generateKind({ ...standing, blobs }, { rowsOfPartition }), ...kinds]
  const queue =
    config.engine === 'sqlite'
      ? embeddedQueue({ store, now, leaseMs: 800 })
      : await bossQueue({
          login: await queueLogin(config.url, ring),
          onError: (error) => void faults.push(error),
          leaseSeconds: 10,
        })
  return {
    ...standing,
    blobs,
    queue,
    kinds: new Map(all.map((kind) => [kind.kind, kind])),
    meter: createUsageMeter(),
    reportFailure,
    beatMs: 50,
    faults,
  } satisfies WorkServices & { faults: unknown[]; blobs: unknown }
}

export const people = {
  entities: [{ name: 'people', fields: { id: 'sequence', name: 'full-name', email: 'email' } }],
}

/** Until it gives something; the test's own time ends it. */
export async function until<Found>(look: () => Promise<Found | undefined | false>): Promise<Found> {
  for (let pauseMs = 5; ; pauseMs = Math.min(2 * pauseMs, 50)) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await pause(pauseMs)
  }
}
