import type { Lookup } from '../database/adapter.ts'
import { parseUrl, redactUrl } from '../database/url.ts'
import { UnderstudyError } from '../errors.ts'
import { type ProductionAlert, productionAlert } from './alerts/production-alert.ts'
import { sendAlert } from './alerts/send-alert.ts'
import type { AuditLog } from './audit/audit-log.ts'
import type { GuardedSource } from './guarded-source.ts'
import type { KnownSources } from './known-sources.ts'
import { placeOf } from './place-of.ts'
import { openPostgresSource } from './postgres/open-postgres-source.ts'
import type { SafetyCheck } from './safety-check.ts'
import { openSqliteSource } from './sqlite/open-sqlite-source.ts'

export interface GuardOptions {
  /** Sessions at the same time; 2 when not said. */
  readonly sessions?: number | undefined
  /** What is let through; "source-can-write" is the one that counts here. */
  readonly waivers?: readonly (string | { readonly about: string })[] | undefined
  /**
   * Whether a role that does not see all rows is let through, as for a look around: reading a table of which rows would
   * be hidden still fails.
   */
  readonly partial?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Postgres: the state that another source keeps, by the name that it tells of it, instead of one of its own. */
  readonly snapshot?: string | undefined
  /** Postgres: where the server's name leads; that of the system where nothing else is given. */
  readonly lookup?: Lookup | undefined
  /** Told of each access to production; a failure of its own is recorded and stops nothing. */
  readonly alert?: ((alert: ProductionAlert) => void | Promise<void>) | undefined
  readonly audit?: AuditLog | undefined
  /** Where production is remembered, so that it is never a target by mistake. */
  readonly known?: KnownSources | undefined
  /** What the URL is known as; a URL that is known as nothing counts as production. */
  readonly environment?: { readonly name: string; readonly type: string } | undefined
}

const usualSessions = 2

/**
 * Opens a database to read from it, and proves that nothing can be written: the transaction, the role, and each
 * statement. What it cannot prove, it refuses. Every attempt is told and recorded, refused ones too.
 */
export async function openGuardedSource(url: string, options: GuardOptions = {}): Promise<GuardedSource> {
  const { audit, environment } = options
  const place = environment?.name ?? redactUrl(url)
  const isProduction = (environment?.type ?? 'production') === 'production'
  if (isProduction) await sendAlert(productionAlert('open the source', place), options.alert, audit)
  let source: GuardedSource | undefined
  try {
    source = await open(url, options)
    // The number of a file may be another file's, once it is gone: files are remembered by their path.
    const identity = source.engine === 'sqlite' ? placeOf(url) : source.identity
    if (isProduction && identity !== undefined) await options.known?.remember(identity, place)
    const checks = source.checks.map(({ name, outcome }) => `${name}: ${outcome}`)
    await audit?.record({ event: 'source opened', place, outcome: 'done', details: { checks } })
    return source
  } catch (thrown) {
    // An access that cannot be recorded is none.
    if (source) await source.close()
    else await audit?.record({ event: 'source opened', place, outcome: 'refused', details: { code: codeOf(thrown) } })
    throw thrown
  }
}

function codeOf(thrown: unknown): string {
  return thrown instanceof UnderstudyError ? thrown.code : 'INTERNAL'
}

async function open(url: string, options: GuardOptions): Promise<GuardedSource> {
  const { engine, target } = parseUrl(url)
  const { sessions = usualSessions, waivers = [], partial = false, signal, snapshot, lookup, environment } = options
  const mayWrite = waivers.some((waiver) => (typeof waiver === 'string' ? waiver : waiver.about) === 'source-can-write')
  const before = [typeCheck(environment)]
  switch (engine) {
    case 'postgres':
      return openPostgresSource(target, { sessions, mayWrite, partial, signal, snapshot, lookup, before })
    case 'sqlite':
      return openSqliteSource(target, { sessions, signal, before })
    case 'pglite':
      throw new UnderstudyError('SOURCE_UNSUITED', {
        operation: 'open the source',
        message: 'PGlite has one connection and one user: nothing of it can be read that could not be written',
        hint: 'Give the URL of a Postgres server or of a SQLite file.',
      })
  }
}

function typeCheck(environment: GuardOptions['environment']): SafetyCheck {
  const message = environment
    ? `The source is registered as ${environment.type}`
    : 'The source is not registered, and counts as production'
  return { name: 'environment type', outcome: 'passed', message }
}
