import { createKeyRing } from '../src/crypto/key-ring.ts'
import { startWorkers } from '../src/services/jobs/start-workers.ts'
import { openSealer } from '../src/store/data-keys/open-sealer.ts'
import { openStore } from '../src/store/open-store.ts'
import { jobServices } from './jobs.ts'
import { started } from './started.ts'

/** Workers over the store of its argument, until it is killed. The third is how many rows they take at once. */
const [given = '', key = '', rows = '100'] = process.argv.slice(2)
const config = JSON.parse(given)
const ring = createKeyRing(key)
const store = await openStore(config, ring)
const services = await jobServices({ store, sealer: await openSealer(store, ring), config, ring }, [], Number(rows))
// On a busy machine one partition is killed again and again: here none is to blame for that.
await startWorkers({ ...services, mostTries: 10_000 }, { concurrency: 2, pollMs: 50 })
started('working')
