import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTrail } from './audit/trail.ts'
import { fileWitness, noWitness } from './audit/witness.ts'
import { createAuth } from './auth/auth.ts'
import type { Oidc } from './auth/oidc.ts'
import type { PasswordCost } from './auth/password.ts'
import type { BlobStore } from './blobs/blob-store.ts'
import { databaseBlobs } from './blobs/database-blobs.ts'
import { fileBlobs } from './blobs/file-blobs.ts'
import { s3Blobs } from './blobs/s3-blobs.ts'
import type { Closing } from './closing.ts'
import type { Config } from './config.ts'
import type { KeyRing } from './crypto/key-ring.ts'
import { openKeyRing } from './crypto/open-key-ring.ts'
import { ServerError } from './errors/server-error.ts'
import { createBell } from './events/bell.ts'
import { createHub, type Hub } from './events/hub.ts'
import { type MailRules, smtpRules } from './events/mail/smtp-rules.ts'
import { exchange } from './events/outgoing/exchange.ts'
import { createOutgoingGuard } from './events/outgoing/guard.ts'
import { embeddedQueue } from './jobs/embedded-queue.ts'
import type { JobQueue } from './jobs/job-queue.ts'
import { createUsageMeter } from './jobs/usage-meter.ts'
import type { Log } from './observe/log.ts'
import type { Metrics } from './observe/metrics.ts'
import { S3Client } from './s3/s3-client.ts'
import { startTicker } from './scheduler/ticker.ts'
import { sweepSignIns } from './services/auth/sweep-sign-ins.ts'
import type { Services } from './services/call.ts'
import { sweepClones } from './services/clones/sweep-clones.ts'
import { type ConnectorReach, usualPatience } from './services/connectors/connector-services.ts'
import { tidyTransfers } from './services/connectors/transfers/tidy-transfers.ts'
import { destroyOldKeys } from './services/data-keys/destroy-old-keys.ts'
import { tidyDatasets } from './services/datasets/tidy-datasets.ts'
import type { DatabaseRules } from './services/environments/database-rules.ts'
import { watchHealth } from './services/environments/watch-health.ts'
import { sweepRequests } from './services/idempotency/sweep-requests.ts'
import { createJobFigures, watchQueue } from './services/jobs/job-figures.ts'
import type { JobKinds } from './services/jobs/job-kind.ts'
import { cloneKind } from './services/jobs/kinds/clone.ts'
import { cloneRollbackKind } from './services/jobs/kinds/clone-rollback.ts'
import { environmentResetKind } from './services/jobs/kinds/environment-reset.ts'
import { environmentTestKind } from './services/jobs/kinds/environment-test.ts'
import { environmentValidateKind } from './services/jobs/kinds/environment-validate.ts'
import { exportKind } from './services/jobs/kinds/export.ts'
import { generateKind } from './services/jobs/kinds/generate.ts'
import { importKind } from './services/jobs/kinds/import.ts'
import { policyScanKind } from './services/jobs/kinds/policy-scan.ts'
import { profileKind } from './services/jobs/kinds/profile.ts'
import { schemaApplyKind } from './services/jobs/kinds/schema-apply.ts'
import { validateKind } from './services/jobs/kinds/validate.ts'
import { pruneJobs } from './services/jobs/prune-jobs.ts'
import { startWorkers } from './services/jobs/start-workers.ts'
import { newIds } from './services/new-ids.ts'
import { startPeriodic } from './services/periodic.ts'
import { startQualityWatch } from './services/quality/quality-watch.ts'
import { tidyQuality } from './services/quality/tidy-quality.ts'
import { tendRefreshes } from './services/refresh/tend-refreshes.ts'
import { createRunFigures } from './services/schedules/run-figures.ts'
import { refreshingBy } from './services/schedules/tick/refreshing-by.ts'
import type { TickServices } from './services/schedules/tick/tick-services.ts'
import { tickTeam } from './services/schedules/tick/tick-team.ts'
import { startUpkeep } from './services/upkeep.ts'
import type { ReceiverRules } from './services/webhooks/receiver-url.ts'
import { openSealer } from './store/data-keys/open-sealer.ts'
import type { Line } from './store/line.ts'
import { openStore, type StoreConfig } from './store/open-store.ts'
import type { Store } from './store/store.ts'
import { storeClock } from './store/store-clock.ts'

// Everything that requests and jobs stand on, in the order in which it is opened. `closing` closes it the other way round:
//
//   openServices         key ring · store · isolation proven · sealer · what stands on these
//   openServerServices   lock of an embedded store · line to the other processes · queue · kinds of jobs · events
//   startBackground      workers · deliveries and checkpoints · sweeps
//
// and above it start-server.ts: the port, and last of all what tells others to go elsewhere.

/** What routes stand on: the services, and what some of them need beside. */
export interface ServerServices extends Services {
  readonly hub: Hub
  readonly queue: JobQueue
  readonly kinds: JobKinds
  readonly receivers: ReceiverRules
  readonly mail: MailRules | undefined
  readonly databases: DatabaseRules
  readonly reach: ConnectorReach
  readonly oidc: Oidc | undefined
}

/** Time, what a password costs, and where people reach the server: known when the port is. */
interface Around {
  readonly now: () => Date
  readonly publicUrl: () => string
  /** Where it is not the store's: of a time that is played. */
  readonly clock?: () => Promise<Date>
  readonly passwordCost?: PasswordCost
}

const defaultFolder = 'understudy-data'
const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** So soon another process goes on with a refresh whose process died before all its jobs were there. */
const refreshesMs = 15_000
/** So long the store of blobs may say nothing. */
const blobSilenceMs = 30_000
/** How often it is looked which environments are to be looked at. */
const healthMs = 5000
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

/** @param folder of an embedded store, of whose disk the last room is kept */
export function blobsOf(
  { blobs, s3 }: Pick<Config, 'blobs' | 's3'>,
  store: Store,
  now: () => Date,
  folder?: string,
): BlobStore {
  if (blobs === undefined) return databaseBlobs(store, now, folder)
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(blobs) ?? []
  if (bucket === undefined || s3 === undefined) return fileBlobs(blobs, now)
  const { endpoint, region, ...credentials } = s3
  // Whoever runs the server says where that is: it may well be inside.
  const guard = createOutgoingGuard({ allow: ['0.0.0.0/0', '::/0'] })
  const client = new S3Client({ bucket, region, endpoint }, credentials, ({ url, ...asked }) =>
    exchange(guard, url, { ...asked, silenceMs: blobSilenceMs }),
  )
  return s3Blobs(client, prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`, now)
}

/** Where connectors may go. */
function reachOf({ connectors: { folder, networks, plaintext } }: Pick<Config, 'connectors'>): ConnectorReach {
  return { guard: createOutgoingGuard({ allow: networks }), plaintext, folder, patience: usualPatience }
}

/** Where databases of environments may be. What masks them by default is the key that the server was given, as a command has it. */
export function databasesOf(config: Config): DatabaseRules {
  const { environments, databaseUrl, key, keyFile, blobs } = config
  const place = storeConfigOf(config)
  return {
    guard: createOutgoingGuard({ allow: environments.networks }),
    files: environments.files,
    own: databaseUrl,
    ownFolders: [
      ...(place.engine === 'sqlite' ? [place.folder] : []),
      ...(blobs === undefined || blobs.startsWith('s3:') ? [] : [blobs]),
    ],
    maskingKey: async () => {
      const text = key ?? (keyFile === undefined ? undefined : await readFile(keyFile, 'utf8'))
      return text?.split(/\r?\n/).find((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    },
  }
}

/** What services stand on. Nothing runs by itself, and another process may have the same open. */
export async function openServices(
  config: Config,
  { now, publicUrl, clock, passwordCost }: Around,
  closing: Closing,
): Promise<Services> {
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
    auth: createAuth({ store, sealer, now, newId, publicUrl, environment, rates, passwordCost }),
    blobs: blobsOf(config, store, now, folder),
    trail: createTrail(sealer),
    witness: checkpoints === undefined ? noWitness : fileWitness(checkpoints),
    bell: createBell(),
    now,
    clock: clock ?? storeClock(store, now),
    newId,
  }
}

/** What serving needs beside. Of an embedded store one process serves the API, and any number may work. */
export async function openServerServices(
  config: Config,
  opened: Services,
  log: Log,
  closing: Closing,
): Promise<ServerServices> {
  const { store, now } = opened
  const place = storeConfigOf(config)
  if (place.engine === 'sqlite' && config.role !== 'worker') {
    const lock = await store.tryLock('server')
    if (lock === undefined) {
      throw new ServerError('STORE_BUSY', { message: `another server serves what is in ${place.folder}` })
    }
    closing.add(() => lock[Symbol.asyncDispose]())
  }
  const line = await store.openLine((thrown) => log.failure('line.failed', thrown))
  if (line !== undefined) closing.add(() => line[Symbol.asyncDispose]())
  const services = { ...opened, bell: createBell(line) }
  const queue =
    place.engine === 'sqlite'
      ? embeddedQueue({ store, now, leaseMs: config.leaseSeconds * 1000 })
      : await openBossQueue(config, place.url, log, line)
  closing.add(() => queue.close())
  const databases = databasesOf(config)
  const reach = reachOf(config)
  const around = { ...services, databases }
  const kinds = [
    generateKind(services),
    importKind({ ...services, reach }),
    exportKind({ ...services, reach }),
    validateKind(services),
    profileKind(services),
    cloneKind(around, { dryRun: false, silenceMs: config.leaseSeconds * 1000 }),
    cloneKind(around, { dryRun: true }),
    cloneRollbackKind(around),
    environmentResetKind(around),
    environmentValidateKind(around),
    environmentTestKind(around),
    policyScanKind(around),
    schemaApplyKind(around),
  ]
  return {
    ...services,
    queue,
    kinds: new Map(kinds.map((kind) => [kind.kind, kind])),
    hub: createHub({ store, bell: services.bell, reportFailure: (thrown) => log.failure('events.failed', thrown) }),
    databases,
    reach,
    receivers: { guard: createOutgoingGuard({ allow: config.webhooks.networks }), allowHttp: config.webhooks.http },
    mail: await smtpRules(config),
    oidc: config.oidc && (await import('./auth/oidc.ts')).createOidc(config.oidc),
  }
}

/** With what only a server over Postgres needs. */
async function openBossQueue(config: Config, url: string, log: Log, line: Line | undefined): Promise<JobQueue> {
  const [{ bossQueue }, { queueLogin }] = await Promise.all([
    import('./jobs/boss-queue.ts'),
    import('./store/postgres/queue-login.ts'),
  ])
  return bossQueue({
    login: await queueLogin(url, await openRing(config)),
    onError: (thrown) => log.failure('queue.failed', thrown),
    leaseSeconds: config.leaseSeconds,
    line,
  })
}

/** What goes on by itself for as long as the process runs. */
export async function startBackground(
  { workers: concurrency }: Pick<Config, 'workers'>,
  services: ServerServices,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
  closing: Closing,
): Promise<void> {
  const { store, queue, now, receivers, mail } = services
  const reportFailure = (task: string, thrown: unknown) => log.failure('task.failed', thrown, { task })
  const sweeps = {
    'sign-ins': () => sweepSignIns(services),
    idempotency: () => sweepRequests(services),
    'old-jobs': (signal: AbortSignal) => pruneJobs(services, new Date(now().getTime() - jobsKeptMs), signal),
    datasets: (signal: AbortSignal) => tidyDatasets(services, signal),
    'data-keys': (signal: AbortSignal) => destroyOldKeys(services, signal),
    quality: (signal: AbortSignal) => tidyQuality(services, signal),
    transfers: (signal: AbortSignal) => tidyTransfers(services, signal),
    clones: (signal: AbortSignal) => sweepClones(services, signal),
  }
  for (const [name, work] of Object.entries(sweeps)) {
    const periodic = startPeriodic({ store, name, everyMs: hourMs, firstMs: minuteMs, work, reportFailure })
    closing.add(() => periodic.close())
  }
  const refreshes = startPeriodic({
    store,
    name: 'refreshes',
    everyMs: refreshesMs,
    work: (signal) => tendRefreshes(services, signal),
    reportFailure,
  })
  closing.add(() => refreshes.close())
  const health = startPeriodic({
    store,
    name: 'environment-health',
    everyMs: healthMs,
    work: (signal) =>
      watchHealth(services, signal, (environment, thrown) => log.failure('health.failed', thrown, { environment })),
    reportFailure,
  })
  closing.add(() => health.close())
  const upkeep = startUpkeep({ services, receivers, mail, log })
  closing.add(() => upkeep.close())
  const queueWatch = watchQueue(queue, metrics, { onError: (thrown) => reportFailure('queue-count', thrown) })
  closing.add(() => queueWatch.close())
  const figures = createJobFigures(metrics, () => performance.now())
  const meter = createUsageMeter()
  const tickServices: TickServices = {
    ...services,
    refreshing: refreshingBy(services),
    reportFailure: (team, thrown) => log.failure('schedule.failed', thrown, { team }),
    random: Math.random,
    figures: createRunFigures(metrics),
  }
  const ticker = startTicker({
    teams: () => store.places(),
    tick: (team, signal) => tickTeam(tickServices, team, signal),
    clock: services.clock,
    onRing: services.bell.onRing,
    reportFailure: (team, thrown) => log.failure('schedule.failed', thrown, { team }),
    metrics,
  })
  closing.add(() => ticker.close())
  const qualityWatch = startQualityWatch({
    services,
    bell: services.bell,
    reportFailure: (team, thrown) => log.failure('quality.failed', thrown, { team }),
  })
  closing.add(() => qualityWatch.close())
  const workers = await startWorkers({ ...services, meter, figures, reportFailure }, { concurrency })
  closing.add(() => workers.close(AbortSignal.timeout(graceMs)))
}
