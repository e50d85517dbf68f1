import type { z } from 'zod'
import { UnderstudyError } from '../errors.ts'
import { DEFAULT_SEED } from '../generate/plan.ts'
import type { Isolation, Preparation } from '../isolation/world.ts'
import { type TeamServerSettings, teamServerSettings } from '../team-server/team-server.ts'
import { nearest } from '../values/nearest.ts'
import type { ContextEvent } from './context-event.ts'
import type { CleanupPolicy } from './data-context.ts'
import type { DataNeeds } from './data-need.ts'
import { processRunId } from './new-id.ts'
import { testApiDefaults } from './test-api-defaults.ts'
import type { TestApiSecret, TestConfig } from './test-config.ts'
import { knownKeys, secretId, testConfigSchema } from './test-config-schema.ts'
import { TestDataScope } from './test-data-scope.ts'

/** A configuration with the environment read and everything filled in that was left out. */
export interface ParsedTestConfig<out Needs extends DataNeeds = DataNeeds> {
  readonly database: {
    /** '' where the caller does not require one and none is given. */
    readonly url: string
    readonly isolation: Isolation | 'auto'
    readonly prepare: Preparation | undefined
    readonly ready: number
    readonly leaks: 'off' | 'report' | 'fail'
    /** Those of the configuration and those of the environment. */
    readonly productionUrls: readonly string[]
  }
  readonly production: {
    /** '' where the caller does not require one and none is given. */
    readonly baseUrl: string
    /** Begins and ends with a slash. */
    readonly basePath: string
    readonly secret: TestApiSecret
    readonly prefix: string
    readonly shadow: boolean
    readonly budget: { readonly requests: number; readonly concurrency: number }
    readonly alertWebhook: string | undefined
  }
  /** As far as it is said: whether it has to be whole depends on the needs that are loaded. */
  readonly server: TeamServerSettings
  readonly data: Needs
  readonly required: readonly string[]
  readonly seed: string | number
  readonly scope: TestDataScope
  readonly maxAgeMinutes: number
  /** That of the scope. */
  readonly policy: CleanupPolicy
  /** Milliseconds. */
  readonly cleanupTimeout: number
  readonly runId: string
  readonly name: string | undefined
  readonly worker: number
  readonly ledger: { readonly folder: string | undefined; readonly lease: number | undefined }
  readonly onEvent: ((event: ContextEvent) => void) | undefined
  readonly signal: AbortSignal | undefined
}

export interface ParseTestConfigOptions {
  /** What has to be there for the mode that is set up. */
  readonly requires: readonly ('database' | 'production')[]
  /** That of the process when not said. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
}

interface Problem {
  readonly path: string
  readonly message: string
}

/**
 * Checks a configuration and reads the environment, which counts where the configuration says nothing. All problems are
 * listed at once, by their place; none tells a value.
 */
export function parseTestConfig<Needs extends DataNeeds>(
  config: TestConfig<Needs>,
  { requires, environment = process.env }: ParseTestConfigOptions,
): ParsedTestConfig<Needs> {
  const parsed = testConfigSchema.safeParse(withEnvironment(config, environment))
  const problems = parsed.success ? [] : parsed.error.issues.flatMap(problemsOf)
  problems.push(...missing(config, environment, requires))
  problems.push(...unknownRequired(config), ...unkeepable(config))
  if (!parsed.success || problems.length > 0) throw invalid(problems)
  const { database = {}, production = {}, server = {}, cleanup = {}, ledger = {}, ...rest } = parsed.data
  const scope = rest.scope ?? TestDataScope.EPHEMERAL
  const basePath = production.basePath ?? testApiDefaults.basePath
  return {
    database: {
      url: database.url ?? '',
      isolation: database.isolation ?? 'auto',
      prepare: database.prepare,
      ready: database.ready ?? 1,
      leaks: database.leaks ?? 'report',
      productionUrls: [...(database.productionUrls ?? []), ...listOf(environment.UNDERSTUDY_PRODUCTION_URLS)],
    },
    production: {
      baseUrl: production.baseUrl ?? '',
      basePath: basePath.endsWith('/') ? basePath : `${basePath}/`,
      secret: production.secret ?? { id: '', key: '' },
      prefix: production.prefix ?? testApiDefaults.prefix,
      shadow: production.shadow ?? false,
      budget: { requests: production.budget?.requests ?? 500, concurrency: production.budget?.concurrency ?? 4 },
      alertWebhook: production.alertWebhook,
    },
    server: { url: server.url, team: server.team, key: server.key },
    data: config.data ?? noNeeds<Needs>(),
    required: config.required ?? [],
    seed: rest.seed ?? DEFAULT_SEED,
    scope,
    maxAgeMinutes: rest.maxAgeMinutes ?? testApiDefaults.minutes,
    policy: policyOf(cleanup.policy, scope),
    cleanupTimeout: cleanup.timeout ?? 10_000,
    runId: rest.runId ?? processRunId,
    name: rest.name,
    worker: rest.worker ?? 0,
    ledger: { folder: ledger.folder, lease: ledger.lease },
    onEvent: rest.onEvent,
    signal: rest.signal,
  }
}

/** What of a configuration depends on its needs left out. */
type Written = Pick<TestConfig, 'database' | 'production' | 'scope' | 'cleanup'> & {
  readonly data?: object
  readonly required?: readonly string[] | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** Laid under the configuration; whatever is not an object stays, for the schema to name it. */
function withEnvironment(config: unknown, environment: Environment): unknown {
  if (!isObject(config)) return config
  const under = {
    seed: environment.UNDERSTUDY_SEED,
    runId: environment.UNDERSTUDY_RUN_ID,
    database: { url: environment.UNDERSTUDY_DATABASE_URL },
    production: {
      baseUrl: environment.UNDERSTUDY_TEST_API_URL,
      secret: secretOf(environment.UNDERSTUDY_TEST_API_SECRET),
    },
    server: teamServerSettings(environment),
    ledger: { folder: environment.UNDERSTUDY_LEDGER },
  }
  const merged: Record<string, unknown> = { ...config }
  for (const [name, value] of Object.entries(under)) {
    const given = merged[name]
    if (given === undefined) merged[name] = isObject(value) ? said(value) : value || undefined
    else if (isObject(given) && isObject(value)) merged[name] = { ...said(value), ...said(given) }
  }
  return merged
}

function said(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `id:key`, or a key alone, whose id is then "default". */
function secretOf(text: string | undefined): TestApiSecret | undefined {
  if (!text) return undefined
  const colon = text.indexOf(':')
  return secretId.test(text.slice(0, Math.max(colon, 0)))
    ? { id: text.slice(0, colon), key: text.slice(colon + 1) }
    : { id: 'default', key: text }
}

function listOf(text = ''): string[] {
  return text.split(/[\s,]+/).filter((url) => url !== '')
}

function missing(config: Written, environment: Environment, requires: readonly string[]): Problem[] {
  const problems: Problem[] = []
  const ask = (path: string, given: unknown, variable: string) => {
    if (given === undefined && !environment[variable])
      problems.push({ path, message: `is missing: give it, or set ${variable}` })
  }
  if (!isObject(config)) return problems
  if (requires.includes('database')) ask('database.url', config.database?.url, 'UNDERSTUDY_DATABASE_URL')
  if (requires.includes('production')) {
    ask('production.baseUrl', config.production?.baseUrl, 'UNDERSTUDY_TEST_API_URL')
    ask('production.secret', config.production?.secret, 'UNDERSTUDY_TEST_API_SECRET')
  }
  return problems
}

function unknownRequired(config: Written): Problem[] {
  if (!isObject(config) || !Array.isArray(config.required) || !isObject(config.data ?? {})) return []
  const known = Object.keys(config.data ?? {})
  return config.required.flatMap((name, i) =>
    typeof name !== 'string' || known.includes(name)
      ? []
      : [{ path: `required[${i}]`, message: `data has no ${JSON.stringify(name)}${meant(name, known)}` }],
  )
}

/** A savepoint and an image are gone with their connection, whatever a policy wants. */
function unkeepable(config: Written): Problem[] {
  if (!isObject(config) || !isObject(config.cleanup) || !isObject(config.database)) return []
  const { isolation } = config.database
  const { policy } = config.cleanup
  const own = policyOf(policy, config.scope ?? TestDataScope.EPHEMERAL)
  if (own === 'always' || (isolation !== 'savepoint' && isolation !== 'image')) return []
  return [
    {
      path: 'database.isolation',
      message: `cannot be ${isolation} with the cleanup policy ${own}: nothing of it can be kept; leave it out`,
    },
  ]
}

function policyOf(
  policy: CleanupPolicy | { readonly [Scope in TestDataScope]?: CleanupPolicy | undefined } | undefined,
  scope: TestDataScope,
): CleanupPolicy {
  return (typeof policy === 'object' && policy !== null ? policy[scope] : policy) ?? 'always'
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = pathOf(issue.path)
  if (issue.code !== 'unrecognized_keys') return [{ path, message: plain(issue.message) }]
  return issue.keys.map((key) => ({
    path: pathOf([...issue.path, key]),
    message: `is not known${meant(key, knownKeys[path] ?? [])}`,
  }))
}

function plain(message: string): string {
  return message.replace(/^Invalid input: expected (\w+), received (\w+)$/, 'must be $1, and is $2')
}

function meant(written: string, known: readonly string[]): string {
  const near = nearest(written, known, 2).map((name) => JSON.stringify(name))
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) =>
      typeof part === 'number'
        ? `[${part}]`
        : /^[\w$]+$/.test(String(part))
          ? `${i ? '.' : ''}${String(part)}`
          : `[${JSON.stringify(String(part))}]`,
    )
    .join('')
}

function invalid(problems: readonly Problem[]): UnderstudyError {
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : ''
  const [first] = problems
  return new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'read the test configuration',
    at: first?.path || 'the configuration',
    message: `${first?.path || 'the configuration'} ${first?.message}${more}`,
    details: { problems },
  })
}

/** Where no data is configured, Needs is inferred as a record without names. */
function noNeeds<Needs extends DataNeeds>(): Needs {
  return {} as Needs
}
