import { realpathSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import type { Session } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { together } from '../database/flight.ts'
import { parseUrl, redactUrl } from '../database/url.ts'
import { codeOf, UnderstudyError } from '../errors.ts'
import type { GuardedSource } from './guarded-source.ts'
import type { KnownSources } from './known-sources.ts'
import { placeOf } from './place-of.ts'
import type { SafetyCheck } from './safety-check.ts'
import { fileIdentity } from './sqlite/file-identity.ts'
import { stateFolder } from './state-folder.ts'
import { whyProduction } from './why-production.ts'

/** What of an environment says whether it may be replaced. */
export interface KnownPlace {
  readonly name: string
  readonly type: string
  readonly databaseUrl: string
  readonly isReadOnly: boolean
}

export interface TargetOptions {
  readonly source?: GuardedSource | undefined
  readonly sourceUrl?: string | undefined
  /** What the target is registered as. */
  readonly environment?: KnownPlace | undefined
  /** All that is registered; a target that is production of it is refused, by whatever URL it is given. */
  readonly environments?: readonly KnownPlace[] | undefined
  /** URLs of production, as well as UNDERSTUDY_PRODUCTION_URLS. */
  readonly registered?: readonly string[] | undefined
  /** Databases that were read as production; a target that is registered as something else may be one. */
  readonly known?: KnownSources | undefined
  readonly env?: NodeJS.ProcessEnv | undefined
}

/**
 * Refuses a target that is production, or the source by another name, or a file of Understudy's own. One that does not
 * exist yet passes.
 */
export async function verifyTarget(url: string, options: TargetOptions = {}): Promise<SafetyCheck[]> {
  const { environment, environments = [], registered = [], env = process.env } = options
  if (environment?.type === 'production') throw refused(environment.name, 'it is registered as production')
  if (environment?.isReadOnly) throw refused(environment.name, 'it is registered as read-only')
  const production = environments.filter(({ type }) => type === 'production').map(({ databaseUrl }) => databaseUrl)
  const found = await together({
    production: unlessAbsent(whyProduction(url, [...registered, ...production], env)),
    own: ownFile(url, env),
    same: whySame(url, options),
    known: whyKnown(url, options),
  })
  const why = found.production ?? found.own ?? found.same ?? found.known
  if (why !== undefined) throw refused(redactUrl(url), why)
  return [
    {
      name: 'target is not production',
      outcome: 'passed',
      message: 'Neither a registry nor the database calls the target production',
    },
    { name: 'target is not the source', outcome: 'passed', message: 'The target is another database than the source' },
  ]
}

async function whySame(url: string, { source, sourceUrl }: TargetOptions): Promise<string | undefined> {
  if (sourceUrl !== undefined && placeOf(url) === placeOf(sourceUrl)) return 'it is the source itself'
  if (source === undefined) return undefined
  const { engine, target } = parseUrl(url)
  if (engine === 'sqlite') {
    const [file] = target.split(/-(?:wal|shm|journal)$/)
    return [target, file ?? target].some((path) => fileIdentity(path) === source.identity)
      ? 'it is the file of the source'
      : undefined
  }
  if (engine !== 'postgres' || source.engine !== 'postgres') return undefined
  const [one, other] = await Promise.all([source.session(running), unlessAbsent(marksOf(url))])
  return other?.some((mark, at) => mark !== null && mark === one[at])
    ? 'it is the same database as the source, behind another name'
    : undefined
}

async function whyKnown(url: string, { known, environment }: TargetOptions): Promise<string | undefined> {
  if (!known || environment) return undefined
  const isPostgres = parseUrl(url).engine === 'postgres'
  const [identity] = isPostgres ? ((await unlessAbsent(marksOf(url))) ?? []) : [placeOf(url)]
  const source = identity ? await known.find(identity) : undefined
  return (
    source &&
    `on ${source.since.slice(0, 10)} it was read as production (${source.place}); register it as what it is, if it is none`
  )
}

const marks = `
  select d.oid::text as oid, extract(epoch from pg_catalog.pg_postmaster_start_time())::text as started,
    pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'execute') as may
  from pg_catalog.pg_database d where d.datname = current_database()`

async function marksOf(url: string): Promise<readonly (string | null)[]> {
  await using database = await connect(url, { maxConnections: 1, create: false })
  return await running(database)
}

/** By the cluster, which replicas share, where it may be asked; and by the very server that runs. */
async function running(session: Session): Promise<readonly (string | null)[]> {
  const [row] = await session.query<{ oid: string; started: string; may: boolean }>(marks)
  if (!row) return [null, null]
  const [cluster] = row.may
    ? await session.query<{ id: string }>('select system_identifier::text as id from pg_catalog.pg_control_system()')
    : []
  return [cluster ? `${cluster.id} ${row.oid}` : null, `${row.started} ${row.oid}`]
}

/** A database that is not there yet is nobody's. */
async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.details.sqlstate === '3D000') return undefined
    throw thrown
  }
}

async function ownFile(url: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { engine, target } = parseUrl(url)
  if (engine === 'postgres' || target === '') return undefined
  return `${realPath(target)}${sep}`.startsWith(`${realPath(stateFolder(env))}${sep}`)
    ? 'it is inside the folder of Understudy itself'
    : undefined
}

/** Also of what does not exist yet, by the folder that it would be in. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT' || dirname(path) === path) throw thrown
    return join(realPath(dirname(path)), basename(path))
  }
}

function refused(name: string, why: string): UnderstudyError {
  return new UnderstudyError('TARGET_REFUSED', {
    operation: 'verify the target',
    message: `${name} is refused as a target: ${why}`,
    details: { stands: 'nothing was changed' },
  })
}
