import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import manifest from '../package.json' with { type: 'json' }
import { createApp, createOperationsApp } from './app.ts'
import { Closing } from './closing.ts'
import { type Config, type ConfigInput, parseConfig } from './config.ts'
import { listen } from './listen.ts'
import { localAccess } from './management/local-access.ts'
import type { TeamAccess } from './management/team-access.ts'
import { LinesTogether } from './observe/lines-together.ts'
import { createLog } from './observe/log.ts'
import { createMetrics } from './observe/metrics.ts'
import { createReadiness } from './observe/readiness.ts'
import { wallClock } from './observe/wall-clock.ts'
import { openServerServices, openServices, startBackground, storeConfigOf } from './open-services.ts'
import { firstSignIn } from './services/auth/first-sign-in.ts'
import type { Link } from './services/auth/make-link.ts'
import { makeDemo, playDemo } from './services/demo/make-demo.ts'
import { folderOfDemo } from './services/environments/database-rules.ts'
import { startInstance } from './services/instances/start-instance.ts'
import { rememberStart, type ToldAtStart } from './services/told-at-start.ts'
import { migrations } from './store/migrations/migrations.ts'

export interface RunningServer {
  readonly url: string
  /** For whoever started it, as long as nobody administers it: good once. */
  readonly signIn: Link | undefined
  /** Data of its teams, without a request: as the server itself, which may do everything. */
  readonly teams: TeamAccess
  /**
   * Takes nothing new, and gives what is under way two seconds; then it is cut off, which its reader notices, and jobs
   * are given back. Safe to call twice.
   */
  close(): Promise<void>
}

export interface ServerOptions {
  /** Where the log goes, one line of JSON for each thing that happened: stdout, where nothing else is said. */
  readonly writeLog?: (line: string) => void
}

export async function startServer(input: ConfigInput = {}, { writeLog }: ServerOptions = {}): Promise<RunningServer> {
  const config = withPlaceOfDemo(parseConfig(input))
  const now = () => new Date()
  const log = createLog(
    writeLog ?? new LinesTogether((lines) => void process.stdout.write(lines)),
    wallClock(() => performance.now(), Date.now),
  )
  const metrics = createMetrics()
  const closing = new Closing()
  try {
    let url = ''
    const publicUrl = () => config.publicUrl ?? url
    const opened = await openServices(config, { now, publicUrl }, closing)
    const services = await openServerServices(config, opened, log, closing)
    const readiness = createReadiness({
      checks: {
        store: () => services.store.readSystem((db) => db.selectFrom('settings').select('name').limit(1).execute()),
      },
      reportFailure: (check, thrown) => log.failure('readiness.failed', thrown, { check }),
    })
    const dependencies = { config, services, observe: { log, metrics, readiness } }
    const app = config.role === 'worker' ? createOperationsApp(dependencies) : createApp(dependencies)
    const overtaken = new AbortController()
    const instance = await startInstance({
      store: services.store,
      clock: services.clock,
      log,
      metrics,
      self: { version: manifest.version, schema: migrations.length, role: config.role },
      onOutdated: () => overtaken.abort(),
    })
    closing.add(() => instance.close())
    if (config.demo && config.role !== 'worker') await playDemo(services)
    const background = new Closing()
    closing.add(() => background.close())
    if (config.role !== 'api' && !overtaken.signal.aborted)
      await startBackground(config, services, { log, metrics }, background)
    // Requests that still come are answered; none should be sent, and nothing goes on by itself.
    const stepBack = () => {
      readiness.drain()
      background.close().catch((thrown: unknown) => log.failure('instance.failed', thrown))
    }
    if (overtaken.signal.aborted) stepBack()
    overtaken.signal.addEventListener('abort', stepBack)
    const listening = await listen(config, app.fetch)
    closing.add(() => listening.close())
    closing.add(() => services.hub.close())
    closing.add(() => readiness.drain())
    url = listening.url
    if (config.role !== 'worker') await rememberStart(services.store, toldBy(config, url))
    const signIn = config.role === 'worker' ? undefined : await firstSignIn(services)
    if (config.demo && config.role !== 'worker') await makeDemo(services)
    return {
      url,
      signIn,
      teams: localAccess(services, { kind: 'system', for: undefined }),
      close: () => closing.close(),
    }
  } catch (thrown) {
    await closing.close()
    throw thrown
  }
}

/** The databases of a demo stand beside its store, where no other place is said. */
function withPlaceOfDemo(config: Config): Config {
  const { demo, databaseUrl, environments } = config
  if (!demo || databaseUrl !== undefined || environments.files !== undefined) return config
  const place = storeConfigOf(config)
  if (place.engine !== 'sqlite') return config
  return { ...config, environments: { ...environments, files: resolve(place.folder, folderOfDemo) } }
}

function toldBy({ publicUrl, environment, blobs }: Config, url: string): ToldAtStart {
  return { publicUrl: publicUrl ?? url, environment, blobs: blobs?.startsWith('s3:') ? blobs : blobs && resolve(blobs) }
}
