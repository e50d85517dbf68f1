import type { Database, Session } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'
import { type OnAlert, productionAlert } from './alerts/production-alert.ts'
import { sendAlert } from './alerts/send-alert.ts'
import type { AuditLog } from './audit/audit-log.ts'
import { enforceReadOnly } from './enforce-read-only.ts'
import type { GuardedSource } from './guarded-source.ts'
import type { KnownSources } from './known-sources.ts'
import { type GuardOptions, openGuardedSource } from './open-guarded-source.ts'
import { type KnownPlace, verifyTarget } from './verify-target.ts'
import { whyProduction } from './why-production.ts'
import { writeRefused } from './write-refused.ts'

export interface ProductionSafetyGuardOptions {
  /** URLs of production, as well as those of UNDERSTUDY_PRODUCTION_URLS. */
  readonly registered?: readonly string[] | undefined
  readonly environments?: readonly KnownPlace[] | undefined
  readonly onAlert?: OnAlert | undefined
  readonly audit?: AuditLog | undefined
  /** Where production is remembered. */
  readonly known?: KnownSources | undefined
  readonly env?: NodeJS.ProcessEnv | undefined
}

/** An environment as far as the guard is concerned, whoever keeps it. */
export interface GuardedEnvironment extends KnownPlace {
  readonly type: 'production' | 'test' | 'training' | 'development'
}

/** What keeps production as it is, under the names that people look for. */
export class ProductionSafetyGuard {
  readonly #options: ProductionSafetyGuardOptions

  constructor(options: ProductionSafetyGuardOptions = {}) {
    this.#options = options
  }

  /** What an environment is: production where its database or a registry says so, whatever it is called. */
  async validateEnvironmentType(environment: GuardedEnvironment): Promise<GuardedEnvironment['type']> {
    if (environment.type === 'production') return 'production'
    const why = await whyProduction(environment.databaseUrl, this.#production(), this.#options.env)
    return why === undefined ? environment.type : 'production'
  }

  /** From now on the connection writes nothing; fails where the database does not say so itself. */
  async enforceReadOnlyAccess(connection: Session | Database): Promise<void> {
    if ('session' in connection && connection.capabilities.multipleConnections) {
      throw new UnderstudyError('SOURCE_UNSUITED', {
        operation: 'make a connection read-only',
        message: 'A database has many connections, and none of them is this one',
        hint: 'Call it inside database.session(…), or use openSource of the guard.',
      })
    }
    await enforceReadOnly(connection)
  }

  /** Fails where an environment must not be written to. Whoever is about to write asks first. */
  async blockWriteOperations(environment: GuardedEnvironment): Promise<void> {
    const type = await this.validateEnvironmentType(environment)
    if (type !== 'production' && !environment.isReadOnly) return
    const why = type === 'production' ? 'production' : 'registered as read-only'
    await this.#options.audit?.record({ event: 'write blocked', place: environment.name, outcome: 'refused' })
    throw writeRefused(`to write to ${environment.name}, which is ${why}`)
  }

  /** Whether an environment may be replaced by a clone. verifyTarget says why not. */
  async verifyTargetEnvironment(target: GuardedEnvironment, source?: GuardedSource): Promise<boolean> {
    const { environments, registered, known, env } = this.#options
    try {
      await verifyTarget(target.databaseUrl, { environment: target, source, environments, registered, known, env })
      return true
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || thrown.code !== 'TARGET_REFUSED') throw thrown
      await this.#options.audit?.record({ event: 'target verified', place: target.name, outcome: 'refused' })
      return false
    }
  }

  /** Tells, and records, that production is accessed. */
  async alertOnProductionAccess(operation: string, place = 'production'): Promise<void> {
    const { onAlert, audit } = this.#options
    await audit?.record({ event: 'production accessed', place, outcome: 'done', details: { operation } })
    await sendAlert(productionAlert(operation, place), onAlert, audit)
  }

  /** A source that cannot be written, with this guard's alerts and audit log. */
  async openSource(
    environment: GuardedEnvironment | string,
    options: Omit<GuardOptions, 'alert' | 'audit' | 'known' | 'environment'> = {},
  ): Promise<GuardedSource> {
    const { onAlert: alert, audit, known } = this.#options
    const all = { ...options, alert, audit, known }
    if (typeof environment === 'string') return await openGuardedSource(environment, all)
    return await openGuardedSource(environment.databaseUrl, { ...all, environment })
  }

  #production(): string[] {
    const { registered = [], environments = [] } = this.#options
    return [...registered, ...environments.filter(({ type }) => type === 'production').map((one) => one.databaseUrl)]
  }
}
