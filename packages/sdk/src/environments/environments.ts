import { randomUUID } from 'node:crypto'
import { thisProcess } from '../database/this-process.ts'
import { parseUrl, redactUrl } from '../database/url.ts'
import { UnderstudyError } from '../errors.ts'
import { placeOf } from '../safety/place-of.ts'
import type { Environment, EnvironmentStatus, EnvironmentType } from './environment.ts'
import { type EnvironmentEntry, environmentName, unreadable } from './environments-file.ts'
import { KnownEnvironment } from './known-environment.ts'
import { changeRegistry, type Registry, readRegistry } from './registry.ts'
import { type Secrets, seal, unseal } from './seal.ts'

export interface NewEnvironment {
  readonly name: string
  readonly type: EnvironmentType
  readonly databaseUrl: string
  readonly secrets?: Readonly<Record<string, string>> | undefined
  /** Whatever is asked for, production is read-only. */
  readonly isReadOnly?: boolean | undefined
  readonly status?: EnvironmentStatus | undefined
}

export type EnvironmentChanges = Partial<NewEnvironment>

/** What somebody named by an environment or by a URL. */
export interface ResolvedPlace {
  readonly url: string
  /** For people, and what is typed to confirm: the environment's name, or the URL without its password. */
  readonly name: string
  /** Also where a URL was given that leads to one that is registered. */
  readonly environment: Environment | undefined
}

/** The environments that a user of this machine has registered. Each call reads the file anew: others may change it. */
export class Environments {
  readonly file: string
  readonly #env: NodeJS.ProcessEnv

  constructor(file: string, env: NodeJS.ProcessEnv) {
    this.file = file
    this.#env = env
  }

  async list(): Promise<readonly Environment[]> {
    const registry = await readRegistry(this.file, this.#env)
    return registry ? registry.content.environments.map((entry) => this.#opened(entry, registry)) : []
  }

  async get(name: string): Promise<Environment> {
    return named(await this.list(), name)
  }

  async add(wanted: NewEnvironment): Promise<Environment> {
    checkName(wanted.name)
    checkUrl(wanted.databaseUrl)
    return await this.#change((registry) => {
      if (registry.content.environments.some(isNamed(wanted.name))) throw exists(wanted.name)
      const now = new Date().toISOString()
      const { name, type, databaseUrl, secrets = {}, isReadOnly = false, status = 'inactive' } = wanted
      const entry = { id: randomUUID(), name, type, status, isReadOnly, createdAt: now, lastUpdated: now }
      return put(registry, entry, { databaseUrl, secrets })
    })
  }

  /** What is not named stays; `secrets` replaces all of them. */
  async update(name: string, changes: EnvironmentChanges): Promise<Environment> {
    if (changes.name !== undefined) checkName(changes.name)
    if (changes.databaseUrl !== undefined) checkUrl(changes.databaseUrl)
    return await this.#change((registry) => {
      const before = entryNamed(registry, name)
      const to = changes.name ?? before.name
      if (registry.content.environments.some((one) => one !== before && isNamed(to)(one))) throw exists(to)
      const { databaseUrl, secrets } = this.#opened(before, registry)
      const { type, isReadOnly, status } = { ...before, ...withoutUndefined(changes) }
      const { id, createdAt } = before
      const entry = {
        id,
        name: to,
        type,
        status,
        ...(before.clone === undefined || changes.status !== undefined ? {} : { clone: before.clone }),
        isReadOnly,
        createdAt,
        lastUpdated: new Date().toISOString(),
      }
      if (registry.content.active === before.name) registry.content.active = to
      return put(registry, entry, {
        databaseUrl: changes.databaseUrl ?? databaseUrl,
        secrets: changes.secrets ?? secrets,
      })
    })
  }

  async remove(name: string): Promise<void> {
    await this.#change((registry) => {
      const { content } = registry
      const entry = entryNamed(registry, name)
      content.environments = content.environments.filter((one) => one !== entry)
      if (content.active === entry.name) delete content.active
      return entry
    })
  }

  async setStatus(name: string, status: EnvironmentStatus): Promise<Environment> {
    return await this.update(name, { status })
  }

  /** This process is at work on a clone into it, until its status is set otherwise or the process is gone. */
  async beginClone(name: string, id: string): Promise<Environment> {
    const { pid, machine, mark } = thisProcess()
    return await this.#change((registry) => {
      const entry = entryNamed(registry, name)
      const before = entry.clone?.before ?? entry.status
      entry.status = 'cloning'
      entry.clone = { id, before, process: { pid, machine, ...(mark === undefined ? {} : { mark }) } }
      entry.lastUpdated = new Date().toISOString()
      return entry
    })
  }

  /**
   * Undefined: as it was before that clone. The status error keeps the id of what is to be put right: that clone, or
   * an earlier one that is still.
   */
  async endClone(name: string, id: string, status: EnvironmentStatus | undefined, broken = id): Promise<void> {
    await this.#change((registry) => {
      const entry = entryNamed(registry, name)
      if (entry.clone?.id !== id) return entry
      entry.status = status ?? entry.clone.before
      if (status === 'error') entry.clone.id = broken
      else delete entry.clone
      entry.lastUpdated = new Date().toISOString()
      return entry
    })
  }

  /** The one that is used where none is named; undefined where nobody has chosen any. */
  async active(): Promise<Environment | undefined> {
    const registry = await readRegistry(this.file, this.#env)
    const name = registry?.content.active
    return registry && name !== undefined ? this.#opened(entryNamed(registry, name), registry) : undefined
  }

  async switchTo(name: string): Promise<Environment> {
    return await this.#change((registry) => {
      const entry = entryNamed(registry, name)
      registry.content.active = entry.name
      return entry
    })
  }

  /** @param nameOrUrl the active environment where it is left out */
  async resolve(nameOrUrl?: string): Promise<ResolvedPlace> {
    if (nameOrUrl === undefined) {
      const environment = await this.active()
      if (environment) return { url: environment.databaseUrl, name: environment.name, environment }
      throw new UnderstudyError('ENVIRONMENT_UNKNOWN', {
        operation: 'find the environment',
        message: 'Neither a URL nor an environment is given, and no environment is active',
        hint: 'Name one, or choose one with `understudy switch NAME`.',
      })
    }
    const all = await this.list()
    if (!isUrl(nameOrUrl)) {
      const environment = named(all, nameOrUrl)
      return { url: environment.databaseUrl, name: environment.name, environment }
    }
    const place = placeOf(nameOrUrl)
    const same = all.filter(({ databaseUrl }) => placeOf(databaseUrl) === place)
    // Two names of one database: what is said of either of them holds.
    const environment = same.find(({ type }) => type === 'production') ?? same.find((one) => one.isReadOnly) ?? same[0]
    return { url: nameOrUrl, name: environment?.name ?? redactUrl(nameOrUrl), environment }
  }

  async #change(work: (registry: Registry) => EnvironmentEntry): Promise<Environment> {
    return await changeRegistry(this.file, this.#env, (registry) => this.#opened(work(registry), registry))
  }

  #opened(entry: EnvironmentEntry, { key }: Registry): Environment {
    const secrets = unseal(entry.sealed, entry, key)
    if (!secrets) throw unreadable(this.file, `what is kept of ${entry.name} was changed by hand`)
    return new KnownEnvironment(entry, secrets)
  }
}

function put({ content, key }: Registry, about: Omit<EnvironmentEntry, 'databaseUrl' | 'sealed'>, secrets: Secrets) {
  const entry = {
    ...about,
    isReadOnly: about.type === 'production' || about.isReadOnly,
    databaseUrl: redactUrl(secrets.databaseUrl),
    sealed: seal(secrets, about, key),
  }
  const at = content.environments.findIndex(({ id }) => id === entry.id)
  if (at < 0) content.environments.push(entry)
  else content.environments[at] = entry
  return entry
}

function isNamed(name: string): (one: { readonly name: string }) => boolean {
  return (one) => one.name.toLowerCase() === name.toLowerCase()
}

function entryNamed({ content }: Registry, name: string): EnvironmentEntry {
  return named(content.environments, name)
}

function named<One extends { readonly name: string }>(all: readonly One[], name: string): One {
  const found = all.find(isNamed(name))
  if (found) return found
  const known = all.map((one) => one.name)
  throw new UnderstudyError('ENVIRONMENT_UNKNOWN', {
    operation: 'find the environment',
    message: `There is no environment ${JSON.stringify(redactUrl(name))}${known.length > 0 ? `; there are ${known.join(', ')}` : ', and none at all yet'}`,
    details: { known },
  })
}

function exists(name: string): UnderstudyError {
  return new UnderstudyError('ENVIRONMENT_EXISTS', {
    operation: 'change the environments',
    message: `There is an environment ${JSON.stringify(name)} already; letters of either case are the same`,
  })
}

function checkName(name: string): void {
  if (environmentName.safeParse(name).success) return
  throw new UnderstudyError('ENVIRONMENT_INVALID', {
    operation: 'change the environments',
    message: `${JSON.stringify(redactUrl(name))} is no name of an environment`,
    hint: 'Use letters, digits, - and _, 63 at most, and begin with a letter or a digit.',
  })
}

/** What cannot be read is refused when it is given, and not when it is needed. */
function checkUrl(url: string): void {
  const { target } = parseUrl(url)
  if (target !== '') return
  throw new UnderstudyError('ENVIRONMENT_INVALID', {
    operation: 'change the environments',
    message: 'A database in memory is no environment: nobody else would find it',
  })
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text) || /\.(db|sqlite3?)$/i.test(text)
}

function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>
  }
}
