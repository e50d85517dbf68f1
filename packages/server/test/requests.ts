import { randomUUID } from 'node:crypto'
import { people } from './app.ts'
import { shopPolicy } from './shop.ts'

// What requests to the endpoints hold, where the examples of their document are not enough.

/** Enough that each caller leases one. */
export const rows = Array.from({ length: 100 }, (_, id) => `{"id":${id}}\n`).join('')
/** A name that nobody has. */
export const unique = () => randomUUID().slice(-12)

const recurrence = { frequency: 'weekly', timeOfDay: '06:00', timezone: 'Europe/Berlin' }

interface Place {
  readonly team: string
  /** Another team, that gets something of this one. */
  readonly receiver: string
  /** One with rules. */
  readonly dataset?: string
  /** Where copies go, where they come from, and what masks them. */
  readonly environment?: string
  readonly source?: string
  readonly policy?: string
}

/** What a body holds, where examples of its schema are not enough. */
export const bodies: Readonly<Record<string, (at: Place) => object>> = {
  'POST /api/auth/sessions': () => ({ email: 'x@example.org', password: 'x' }),
  'POST /api/auth/link': () => ({ link: 'x' }),
  'POST /api/teams': () => ({ slug: `made-${unique()}`, name: 'Made' }),
  'POST /api/teams/{team}/members': () => ({ email: `${unique()}@example.org`, role: 'read' }),
  'PATCH /api/teams/{team}/members/{user}': () => ({ role: 'read' }),
  'POST /api/users': () => ({ email: `${unique()}@example.org`, name: 'X' }),
  'POST /api/keys': ({ team }) => ({ team, name: 'K', scopes: ['team.read'] }),
  'POST /api/teams/{team}/datasets': () => ({ name: unique() }),
  'POST /api/teams/{team}/datasets/{dataset}/distribute': ({ receiver }) => ({ to: receiver, as: unique() }),
  'POST /api/teams/{team}/generate': () => ({ dataset: unique(), schema: people, rows: 1 }),
  'POST /api/teams/{team}/quality/validate': ({ dataset = 'none' }) => ({ dataset }),
  'POST /api/teams/{team}/environment': () => ({ name: 'Made', config: {} }),
  'PUT /api/teams/{team}/config': () => ({ dataRequirements: [], customizations: [] }),
  'POST /api/teams/{team}/refresh': () => ({ datasets: undefined, seed: 'new', together: false }),
  'POST /api/teams/{team}/datasets/{dataset}/rollback': () => ({ version: 1 }),
  'POST /api/teams/{team}/archive': () => ({ datasets: undefined, erase: false }),
  'PATCH /api/teams/{team}/datasets/{dataset}/versions/{version}': () => ({ archived: false }),
  'POST /api/teams/{team}/quality/incidents/{incident}/snooze': () => ({
    until: '2026-01-03T00:00:00Z',
    note: undefined,
  }),
  'POST /api/teams/{team}/schedules': () => ({ name: unique(), recurrence, datasets: null, seed: null }),
  'POST /api/teams/{team}/schedules/preview': () => ({ recurrence }),
  'POST /api/environments': () => ({
    name: `made-${unique()}`,
    type: 'test',
    databaseUrl: 'sqlite:made.db',
    suites: null,
    maskingKey: 'generate',
  }),
  'PUT /api/teams/{team}/environments/active': () => ({ environment: null }),
  'POST /api/environments/{environment}/reset': () => ({ confirm: 'another' }),
  'POST /api/clone': ({ source = 'none', environment: target = 'none', policy = 'none' }) => ({
    source,
    target,
    policy,
    dryRun: true,
  }),
  'POST /api/clone/{clone}/rollback': () => ({ confirm: 'another' }),
  'POST /api/schema/compare': ({ source = 'none', environment: target = 'none' }) => ({ source, target }),
  'POST /api/schema/migrate': ({ source = 'none', environment: target = 'none' }) => ({ source, target }),
  'POST /api/schema/apply': ({ environment = 'none' }) => ({ environment, script: 'select 1;', confirm: 'another' }),
  'POST /api/anonymization/policies': () => ({ name: unique(), policy: shopPolicy('sqlite') }),
  'PUT /api/anonymization/policies/{policy}': () => ({ policy: shopPolicy('sqlite') }),
  'POST /api/anonymization/policies/scan': ({ source: environment = 'none' }) => ({ environment, policy: 'scanned' }),
  'POST /api/teams/{team}/notifications': () => ({
    address: `${unique()}@example.org`,
    tells: [{ types: ['refresh.failed'] }],
  }),
  'PATCH /api/teams/{team}/notifications/{notification}': () => ({ active: true, tells: undefined }),
  'POST /api/teams/{team}/connectors': () => ({
    name: unique(),
    kind: 'http',
    use: 'import',
    settings: { url: 'http://127.0.0.1:9/' },
    credentials: {},
  }),
  'PATCH /api/teams/{team}/connectors/{connector}': () => ({ name: unique() }),
  'POST /api/teams/{team}/connectors/{connector}/import': () => ({ dataset: unique(), objects: [], schema: undefined }),
  'POST /api/teams/{team}/connectors/{connector}/export': () => ({ dataset: 'finished', existing: 'replace' }),
  'POST /api/teams/{team}/webhooks': () => ({ url: 'http://127.0.0.1:9/', types: [] }),
}
/** What a query says, of whatever endpoint. */
export const queries: Readonly<Record<string, string>> = { from: '1', to: '1', confirm: 'another' }
/** What it says of one endpoint alone. */
export const ownQueries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'GET /api/teams/{team}/schedules/calendar': { from: '2026-01-01', to: '2026-02-01' },
}
