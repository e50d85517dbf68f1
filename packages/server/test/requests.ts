import { randomUUID } from 'node:crypto'
import { people } from './app.ts'

// What requests to the endpoints hold, where the examples of their document are not enough.

/** Enough that each caller leases one. */
export const rows = Array.from({ length: 100 }, (_, id) => `{"id":${id}}\n`).join('')
/** A name that nobody has. */
export const unique = () => randomUUID().slice(-12)

interface Place {
  readonly team: string
  /** Another team, that gets something of this one. */
  readonly receiver: string
  /** One with rules. */
  readonly dataset?: string
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
  'POST /api/teams/{team}/refresh': () => ({ datasets: undefined, seed: 'new' }),
  'POST /api/teams/{team}/archive': () => ({ datasets: undefined, erase: false }),
  'PATCH /api/teams/{team}/datasets/{dataset}/versions/{version}': () => ({ archived: false }),
  'POST /api/teams/{team}/quality/incidents/{incident}/snooze': () => ({
    until: '2026-01-03T00:00:00Z',
    note: undefined,
  }),
  'POST /api/teams/{team}/webhooks': () => ({ url: 'http://127.0.0.1:9/', types: [] }),
}
/** What a query says, of whatever endpoint. */
export const queries: Readonly<Record<string, string>> = { from: '1', to: '1', confirm: 'another' }
