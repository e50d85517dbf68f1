import { join } from 'node:path'
import { createTrail } from './audit/trail.ts'
import { fileWitness, noWitness } from './audit/witness.ts'
import { createAuth } from './auth/auth.ts'
import { createOidc, type Oidc } from './auth/oidc.ts'
import type { BlobStore } from './blobs/blob-store.ts'
import { databaseBlobs } from './blobs/database-blobs.ts'
import { fileBlobs } from './blobs/file-blobs.ts'
import type { Closing } from './closing.ts'
import type { Config } from './config.ts'
import type { KeyRing } from './crypto/key-ring.ts'
import { openKeyRing } from './crypto/open-key-ring.ts'
import { ServerError } from './errors/server-error.ts'
import { createBell } from './events/bell.ts'
import { createHub, type Hub } from './events/hub.ts'
import { createOutgoingGuard } from './events/outgoing/guard.ts'
import { bossQueue } from './jobs/boss-queue.ts'
import { embeddedQueue } from './jobs/embedded-queue.ts'
import type { JobQueue } from './jobs/job-queue.ts'
import { createUsageMeter } from './jobs/usage-meter.ts'
import type { Log } from './observe/log.ts'
import type { Metrics } from './observe/metrics.ts'
import { sweepSignIns } from './services/auth/sweep-sign-ins.ts'
import type { Services } from './services/call.ts'
import { destroyOldKeys } from './services/data-keys/destroy-old-keys.ts'
import { tidyDatasets } from './services/datasets/tidy-datasets.ts'
import { sweepRequests } from './services/idempotency/sweep-requests.ts'
import { createJobFigures, watchQueue } from './services/jobs/job-figures.ts'
import type { JobKinds } from './services/jobs/job-kind.ts'
import { generateKind } from './services/jobs/kinds/generate.ts'
import { profileKind } from './services/jobs/kinds/profile.ts'
import { validateKind } from './services/jobs/kinds/validate.ts'
import { pruneJobs } from './services/jobs/prune-jobs.ts'
import { startWorkers } from './services/jobs/start-workers.ts'
import { newIds } from './services/new-ids.ts'
import { startPeriodic } from './services/periodic.ts'
import { startQualityWatch } from './services/quality/quality-watch.ts'
import { tidyQuality } from './services/quality/tidy-quality.ts'
import { startUpkeep } from './services/upkeep.ts'
import type { ReceiverRules } from './services/webhooks/receiver-url.ts'
import { openSealer } from './store/data-keys/open-sealer.ts'
import { openStore, type StoreConfig } from './store/open-store.ts'
import { queueLogin } from './store/postgres/queue-login.ts'
import type { Store } from './store/store.ts'

// Everything that requests and jobs stand on, in the order in which it is opened. `closing` closes it the other way round:
//
//   openServices         key ring · store · isolation proven · sealer · what stands on these
//   openServerServices   lock of an embedded store · queue · kinds of jobs · events
//   startBackground      workers · deliveries and checkpoints · sweeps
//
// and above it start-server.ts: the port, and last of all what tells others to go elsewhere.

/** What routes stand on: the services, and what some of them need beside. */
export interface ServerServices extends Services {
  readonly hub: Hub
  readonly queue: JobQueue
  readonly kinds: JobKinds
  readonly receivers: ReceiverRules
  readonly oidc: Oidc | undefined
}

/** Time, and where people reach the server: known when the port is. */
interface Around {
  readonly now: () => Date
  readonly publicUrl: () => string
}

const defaultFolder = 'understudy-data'
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const jobsKeptMs = 90 * 24 * hourMs
/** So long work may go on that is under way when the server closes; the rest is given back. */
const graceMs = 2000

export function storeConfigOf({ data, databaseUrl }: Pick<Config, 'data' | 'databaseUrl'>): StoreConfig {
  if (databaseUrl !== undefined) return { engine: 'postgres', url: databaseUrl }
  return { engine: 'sqlite', folder: data ?? defaultFolder }
}

function openRing({ key, keyFile, ...config }: Config): Promise<KeyRing> {
  const place = storeConfigOf(config)
  return openKeyRing({ key, keyFile, folder: place.engine === 'sqlite' ? place.folder : undefined })
}

export function blobsOf({ blobs }: Pick<Config, 'blobs'>, store: Store, now: () => Date): BlobStore {
  return blobs === undefined ? databaseBlobs(store, now) : fileBlobs(blobs, now)
}

/** What services stand on. Nothing runs by itself, and another process may have the same open. */
export async function openServices(config: Config, { now, publicUrl }: Around, closing: Closing): Promise<Services> {
  const place = storeConfigOf(config)
  const folder = place.engine === 'sqlite' ? place.folder : undefined
  const ring = await openRing(config)
  const store = await openStore(place, ring)
  closing.add(() => store.close())
  await store.proveIsolation()
  const sealer = await openSealer(store, ring, now)
  const newId = newIds(now)
  const { environment, rates } = config
  const checkpoints = config.auditCheckpoints ?? (folder && join(folder, 'audit-checkpoints.ndjson'))
  return {
    store,
    sealer,
    auth: createAuth({ store, sealer, now, newId, publicUrl, environment, rates }),
    blobs: blobsOf(config, store, now),
    trail: createTrail(sealer),
    witness: checkpoints === undefined ? noWitness : fileWitness(checkpoints),
    bell: createBell(),
    now,
    newId,
  }
}

/** What serving needs beside. Of an embedded store one process serves the API, and any number may work. */
export async function openServerServices(
  config: Config,
  services: Services,
  log: Log,
  closing: Closing,
): Promise<ServerServices> {
  const { store, bell, now } = services
  const place = storeConfigOf(config)
  if (place.engine === 'sqlite' && config.role !== 'worker') {
    const lock = await store.tryLock('server')
    if (lock === undefined) {
      throw new ServerError('STORE_BUSY', { message: `another server serves what is in ${place.folder}` })
    }
    closing.add(() => lock[Symbol.asyncDispose]())
  }
  const queue =
    place.engine === 'sqlite'
      ? embeddedQueue({ store, now })
      : await bossQueue({
          login: await queueLogin(place.url, await openRing(config)),
          onError: (thrown) => log.failure('queue.failed', thrown),
        })
  closing.add(() => queue.close())
  const kinds = [generateKind(services), validateKind(services), profileKind(services)]
  return {
    ...services,
    queue,
    kinds: new Map(kinds.map((kind) => [kind.kind, kind])),
    hub: createHub({ store, bell, reportFailure: (thrown) => log.failure('events.failed', thrown) }),
    receivers: { guard: createOutgoingGuard({ allow: config.webhooks.networks }), allowHttp: config.webhooks.http },
    oidc: config.oidc && createOidc(config.oidc),
  }
}

/** What goes on by itself for as long as the process runs. */
export async function startBackground(
  { workers: concurrency }: Pick<Config, 'workers'>,
  services: ServerServices,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
  closing: Closing,
): Promise<void> {
  const { store, queue, now, receivers } = services
  const reportFailure = (task: string, thrown: unknown) => log.failure('task.failed', thrown, { task })
  const sweeps = {
    'sign-ins': () => sweepSignIns(services),
    idempotency: () => sweepRequests(services),
    'old-jobs': (signal: AbortSignal) => pruneJobs(services, new Date(now().getTime() - jobsKeptMs), signal),
    datasets: (signal: AbortSignal) => tidyDatasets(services, signal),
    'data-keys': (signal: AbortSignal) => destroyOldKeys(services, signal),
    quality: (signal: AbortSignal) => tidyQuality(services, signal),
  }
  for (const [name, work] of Object.entries(sweeps)) {
    const periodic = startPeriodic({ store, name, everyMs: hourMs, firstMs: minuteMs, work, reportFailure })
    closing.add(() => periodic.close())
  }
  const upkeep = startUpkeep({ services, receivers, log })
  closing.add(() => upkeep.close())
  const queueWatch = watchQueue(queue, metrics, { onError: (thrown) => reportFailure('queue-count', thrown) })
  closing.add(() => queueWatch.close())
  const figures = createJobFigures(metrics, () => performance.now())
  const meter = createUsageMeter()
  const qualityWatch = startQualityWatch({
    services,
    bell: services.bell,
    reportFailure: (team, thrown) => log.failure('quality.failed', thrown, { team }),
  })
  closing.add(() => qualityWatch.close())
  const workers = await startWorkers({ ...services, meter, figures, reportFailure }, { concurrency })
  closing.add(() => workers.close(AbortSignal.timeout(graceMs)))
}
