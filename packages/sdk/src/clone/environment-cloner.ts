import { analyzeSchema } from '../catalog/analyze.ts'
import { connect } from '../database/connect.ts'
import type { Environment } from '../environments/environment.ts'
import type { Environments } from '../environments/environments.ts'
import { UnderstudyError } from '../errors.ts'
import { cloneDatabase } from './clone-database.ts'
import type { CloneOperation } from './clone-operation.ts'
import type { CloneOptions, CloneResult } from './clone-options.ts'
import { readRecords } from './clone-record.ts'
import { type CloneSide, sideOf } from './clone-side.ts'
import { newId } from './place/place-names.ts'
import { backupsOf, type RollbackOptions, rollbackClone } from './rollback-clone.ts'
import type { Backup } from './staging.ts'
import type { VerificationCheck, VerificationReport } from './verification.ts'
import { checkTarget } from './verify/check-target.ts'

export interface EnvironmentClonerOptions extends Partial<CloneOptions> {
  /** Where environments are registered: their status is kept true, and production of it is never a target. */
  readonly registry?: Environments | undefined
}

type Place = Environment | CloneSide

/** Clones environments, says what became of it, and takes it back. */
export class EnvironmentCloner {
  readonly #options: EnvironmentClonerOptions
  readonly #running = new Map<string, AbortController>()

  constructor(options: EnvironmentClonerOptions = {}) {
    this.#options = options
  }

  /** The ids of the clones that are at work here. */
  get running(): readonly string[] {
    return [...this.#running.keys()]
  }

  async cloneEnvironment(source: Place, target: Place, options: CloneOptions): Promise<CloneResult> {
    const { registry, ...usual } = this.#options
    const [from, to] = [sideOf(source), sideOf(target)]
    const own = new AbortController()
    const id = options.resume ?? options.id ?? newId()
    const signal = options.signal ? AbortSignal.any([own.signal, options.signal]) : own.signal
    this.#running.set(id, own)
    const told = await CloneStatus.of(registry, options.dryRun ? undefined : to.environment, id)
    try {
      const environments = options.environments ?? (await registry?.list())
      const result = await cloneDatabase(from, to, { ...usual, ...options, environments, id, signal })
      await told.end('active')
      return result
    } catch (thrown) {
      const changed = thrown instanceof UnderstudyError && typeof thrown.details.clone === 'string'
      await told.end(changed && thrown.code !== 'CANCELLED' ? 'error' : undefined)
      throw thrown
    } finally {
      this.#running.delete(id)
    }
  }

  /** Whether what stands there holds together: constraints, references, sequences. */
  async validateClone(environment: Place): Promise<VerificationReport> {
    const start = performance.now()
    await using database = await connect(sideOf(environment).url, { create: false, maxConnections: 2 })
    const definition = await analyzeSchema(database)
    const checks: VerificationCheck[] = []
    await database.session(async (session) => {
      for await (const check of checkTarget(session, definition)) checks.push(check)
    })
    const passed = checks.every((check) => check.passed)
    return { passed, checks, tables: [], milliseconds: Math.round(performance.now() - start) }
  }

  async rollbackClone(environment: Place, backupId: string, options: RollbackOptions = {}): Promise<void> {
    const { registry, audit, known } = this.#options
    await rollbackClone(sideOf(environment), backupId, {
      audit,
      known,
      environments: await registry?.list(),
      ...options,
    })
  }

  /** Stops a clone that is at work here; its target stays as it was. */
  cancel(cloneId: string): void {
    const running = this.#running.get(cloneId)
    if (running) running.abort()
    else {
      throw new UnderstudyError('CLONE_UNKNOWN', {
        operation: 'cancel the clone',
        message: `No clone ${cloneId} is at work here`,
      })
    }
  }

  /** All clones that this machine knows of, the newest first. */
  async operations(): Promise<readonly CloneOperation[]> {
    return (await readRecords(this.#options.folder)).map(({ operation }) => operation)
  }

  async backups(environment: Place): Promise<readonly Backup[]> {
    return await backupsOf(sideOf(environment))
  }
}

/** The status of an environment that is cloned into: cloning, and then what became of it. */
class CloneStatus {
  readonly #registry: Environments | undefined
  readonly #name: string
  readonly #id: string
  readonly #broken: string | null

  private constructor(registry: Environments | undefined, environment: Environment | undefined, id: string) {
    this.#registry = environment && registry
    this.#name = environment?.name ?? ''
    this.#id = id
    this.#broken = environment?.brokenClone ?? null
  }

  static async of(
    registry: Environments | undefined,
    environment: Environment | undefined,
    id: string,
  ): Promise<CloneStatus> {
    // Production is refused as a target, and its status is none of a clone's business.
    const told = environment?.type === 'production' ? undefined : environment
    if (told) await registry?.beginClone(told.name, id)
    return new CloneStatus(registry, told, id)
  }

  /** Undefined: as it was before. */
  async end(status: 'active' | 'error' | undefined): Promise<void> {
    if (status === undefined && this.#broken !== null)
      await this.#registry?.endClone(this.#name, this.#id, 'error', this.#broken)
    else await this.#registry?.endClone(this.#name, this.#id, status)
  }
}
