import { z } from 'zod'
import { parseUrl } from '../database/url.ts'
import { isolations, type Preparation } from '../isolation/world.ts'
import { isServerUrl } from '../team-server/team-server.ts'
import type { ContextEvent } from './context-event.ts'
import type { DataNeed } from './data-need.ts'
import { testApiDefaults } from './test-api-defaults.ts'
import { TestDataScope, testDataScopes } from './test-data-scope.ts'

const policies = ['always', 'on-success', 'never'] as const
const text = z.string().min(1, 'must not be empty')

function oneOf<const Names extends readonly string[]>(names: Names) {
  return z.enum(names, `must be one of ${names.join(', ')}`)
}

function whole(least: number, most: number, unit: string) {
  const message = `must be a whole number of ${unit} from ${least} to ${most}`
  return z.int(message).min(least, message).max(most, message)
}

const databaseUrl = z
  .string('must be a URL, as text')
  .refine(isDatabaseUrl, 'is no URL of a database: postgres://user@host/name, sqlite:./file.db, pglite:./folder')

const prepare = z.custom<Preparation>(
  (value) => has(value, 'key', 'string') && has(value, 'run', 'function'),
  'must have a key, as text, and a function run(database)',
)

const need = z.custom<DataNeed>(
  (value) => has(value, 'kind', 'string') && has(value, 'load', 'function'),
  'is no test data: use fillTables(), fixtures(), factories(), dataset(), lease(), created(), scenario() or dataNeed()',
)

const database = z.strictObject({
  url: databaseUrl.optional(),
  isolation: oneOf(['auto', ...isolations]).optional(),
  prepare: prepare.optional(),
  ready: whole(0, 64, 'clones').optional(),
  leaks: oneOf(['off', 'report', 'fail']).optional(),
  productionUrls: z.array(text).optional(),
})

const httpUrl = z.string('must be a URL, as text').refine(isHttpUrl, 'must be an http or https URL without a password')

export const secretId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

const secret = z.strictObject({
  id: z.string('must be text').regex(secretId, 'must be 1 to 64 letters, digits and . _ -'),
  key: z.string('must be text').min(32, 'must have at least 32 characters'),
})

const production = z.strictObject({
  baseUrl: httpUrl.optional(),
  basePath: z
    .string()
    .regex(/^\/[\w\-./~]*$/, 'must be a path that begins with /')
    .optional(),
  secret: secret.optional(),
  prefix: z
    .string()
    .regex(/^[a-z][a-z0-9_]{2,39}_$/, 'must be 4 to 41 of a-z, 0-9 and _, begin with a letter and end with _')
    .optional(),
  shadow: z.boolean().optional(),
  budget: z
    .strictObject({
      requests: whole(1, 1_000_000, 'requests').optional(),
      concurrency: whole(1, 64, 'requests').optional(),
    })
    .optional(),
  alertWebhook: httpUrl.optional(),
})

const server = z.strictObject({
  url: z
    .string('must be a URL, as text')
    .refine(isServerUrl, 'must be an http or https URL without a name, a password or a query')
    .optional(),
  team: text.optional(),
  key: text.optional(),
})

const policy = oneOf(policies)

const cleanup = z.strictObject({
  policy: z
    .union(
      [
        policy,
        z.strictObject({
          [TestDataScope.EPHEMERAL]: policy.optional(),
          [TestDataScope.PERSISTENT_SESSION]: policy.optional(),
          [TestDataScope.PERSISTENT_ENVIRONMENT]: policy.optional(),
        }),
      ],
      `must be one of ${policies.join(', ')}, or one of them for each scope: ${testDataScopes.join(', ')}`,
    )
    .optional(),
  timeout: whole(1, 600_000, 'milliseconds').optional(),
})

const ledger = z.strictObject({
  folder: text.optional(),
  lease: z
    .number('must be a number of seconds')
    .min(1, 'must be 1 second or more')
    .max(86_400, 'must be a day at most')
    .optional(),
})

const seed = z.union([z.string(), z.number()], 'must be text or a number')

/** The shape of a TestConfig, as it is written by a person. */
export const testConfigSchema = z.strictObject({
  database: database.optional(),
  production: production.optional(),
  server: server.optional(),
  data: z.record(text, need).optional(),
  required: z.array(z.string('must be the name of test data')).optional(),
  seed: seed.optional(),
  scope: oneOf(['ephemeral', 'persistent_session', 'persistent_environment']).optional(),
  maxAgeMinutes: whole(1, testApiDefaults.capMinutes, 'minutes').optional(),
  cleanup: cleanup.optional(),
  runId: z
    .string()
    .regex(/^[\w.:-]{1,100}$/, 'must be 1 to 100 letters, digits, and _ . : -')
    .optional(),
  name: z.string('must be text').optional(),
  worker: z.int('must be a whole number').min(0, 'must be 0 or more').optional(),
  ledger: ledger.optional(),
  onEvent: z
    .custom<(event: ContextEvent) => void>((value) => typeof value === 'function', 'must be a function')
    .optional(),
  signal: z.instanceof(AbortSignal, { message: 'must be an AbortSignal' }).optional(),
})

/** What may be written at a place, for who wrote something else there. */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(testConfigSchema.shape),
  database: Object.keys(database.shape),
  production: Object.keys(production.shape),
  'production.secret': Object.keys(secret.shape),
  'production.budget': ['requests', 'concurrency'],
  server: Object.keys(server.shape),
  cleanup: Object.keys(cleanup.shape),
  'cleanup.policy': testDataScopes,
  ledger: Object.keys(ledger.shape),
}

function has(value: unknown, name: string, type: 'string' | 'function'): boolean {
  return typeof value === 'object' && value !== null && name in value && typeof Reflect.get(value, name) === type
}

/** parseUrl says why in words that hold the URL; here it is only asked. */
function isDatabaseUrl(url: string): boolean {
  try {
    parseUrl(url)
    return true
  } catch {
    return false
  }
}

function isHttpUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, password } = new URL(url)
  return (protocol === 'http:' || protocol === 'https:') && password === ''
}
