import { createTrail } from '../src/audit/trail.ts'
import { databaseBlobs } from '../src/blobs/database-blobs.ts'
import type { Services } from '../src/services/call.ts'
import type { Store } from '../src/store/store.ts'
import { testAuth } from './services.ts'
import { testSealer, testTeam } from './store.ts'

/** All that a service stands on, over a real store. */
export async function testServices(engine: Store['engine'], name = 'datasets') {
  const { clock, instance: _instance, config, ...auth } = await testAuth(engine, name)
  const sealer = await testSealer(auth.store, clock.now)
  const services: Services = {
    ...auth,
    sealer,
    trail: createTrail(sealer),
    blobs: databaseBlobs(auth.store, clock.now),
    witness: { keep: async () => {}, recall: async () => [] },
  }
  return { services, clock, config, team: () => testTeam(auth.store) }
}
