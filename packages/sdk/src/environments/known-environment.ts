import { inspect } from 'node:util'
import { isProcessThere, type ProcessMark } from '../database/is-process-there.ts'
import { redactUrl } from '../database/url.ts'
import type { Environment, EnvironmentStatus, EnvironmentType } from './environment.ts'
import type { EnvironmentEntry } from './environments-file.ts'
import type { Secrets } from './seal.ts'

/** An environment that prints, and becomes JSON, without its secrets. */
export class KnownEnvironment implements Environment {
  readonly id: string
  readonly name: string
  readonly type: EnvironmentType
  readonly status: EnvironmentStatus
  readonly brokenClone: string | null
  readonly isReadOnly: boolean
  readonly createdAt: Date
  readonly lastUpdated: Date
  readonly #secrets: Secrets

  constructor(entry: EnvironmentEntry, secrets: Secrets) {
    this.id = entry.id
    this.name = entry.name
    this.type = entry.type
    const { clone } = entry
    const died = entry.status === 'cloning' && clone !== undefined && !isProcessThere(markOf(clone.process))
    this.status = died ? 'error' : entry.status
    this.brokenClone = clone !== undefined && this.status === 'error' ? clone.id : null
    this.isReadOnly = entry.type === 'production' || entry.isReadOnly
    this.createdAt = new Date(entry.createdAt)
    this.lastUpdated = new Date(entry.lastUpdated)
    this.#secrets = secrets
  }

  get databaseUrl(): string {
    return this.#secrets.databaseUrl
  }

  get secrets(): Readonly<Record<string, string>> {
    return this.#secrets.secrets
  }

  toJSON(): Record<string, unknown> {
    const hidden = Object.fromEntries(Object.keys(this.secrets).map((name) => [name, '***']))
    return { ...Object.fromEntries(Object.entries(this)), databaseUrl: redactUrl(this.databaseUrl), secrets: hidden }
  }

  [inspect.custom](): string {
    return `Environment ${inspect(this.toJSON())}`
  }
}

function markOf({ pid, machine, mark }: NonNullable<EnvironmentEntry['clone']>['process']): ProcessMark {
  return { pid, machine, mark }
}
