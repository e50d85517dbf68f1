import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Database } from '../src/database/adapter.ts'
import { connect } from '../src/database/connect.ts'
import { createTestDataApi, type TestDataApi } from '../src/production/api/create-test-data-api.ts'
import type { TestApiEvent } from '../src/production/api/event.ts'
import type { TestDataApiOptions } from '../src/production/api/options.ts'
import { defineTestEntity } from '../src/production/entity.ts'
import { defineTestScenario } from '../src/production/scenario.ts'
import { signatureOf } from '../src/production/sign.ts'
import { wire } from '../src/production/wire.ts'

export const key = 'the-key-of-the-tests-0123456789abcdef'
export const otherKey = 'another-key-of-tests-0123456789abcdef'
export const realId = '00000000-0000-4000-8000-000000000001'

const appTables = ['builders', 'bookings', 'outside']

export interface Sent {
  readonly path?: string
  readonly method?: string
  readonly testId?: string
  readonly keyId?: string
  readonly key?: string
  readonly nonce?: string
  readonly timestamp?: string
  readonly idempotencyKey?: string
  readonly shadow?: string
  readonly body?: unknown
  /** The bytes themselves, instead of a body. */
  readonly bytes?: string | Uint8Array<ArrayBuffer>
  /** After signing; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** After signing. */
  readonly altered?: { readonly path?: string; readonly bytes?: string; readonly method?: string }
}

export const lifetime = { scope: 'ephemeral', maxAgeMinutes: 60 } as const

/** An application with real rows, and its test data API with the registry in the same database. */
export async function openTestDataApp(url: string, options: Partial<TestDataApiOptions> = {}) {
  const db = await connect(url)
  const postgres = db.dialect === 'postgres'
  if (!postgres) await db.execute('pragma synchronous = off')
  await db.execute(`
    create table if not exists builders (id text primary key, name text not null, email text unique, is_test integer not null);
    create table if not exists bookings (
      id ${postgres ? 'bigint generated always as identity primary key' : 'integer primary key autoincrement'},
      builder_id text not null references builders (id), reference text not null, creation text unique, is_test integer not null
    );
    create table if not exists outside (id text primary key, creation text);
  `)
  if ((await db.query('select 1 from builders')).length === 0) {
    await db.query('insert into builders values ($1, $2, $3, 0)', [realId, 'Ada Real', 'ada@example.org'])
    await db.query("insert into bookings (builder_id, reference, is_test) values ($1, 'R-1', 0)", [realId])
  }
  const entities = entitiesOf(db)
  const scenarios = scenariosOf(entities)
  const events: TestApiEvent[] = []
  let offset = 0
  const api = createTestDataApi({
    entities,
    scenarios,
    enabled: true,
    secret: [
      { id: 'ci', key },
      { id: 'other', key: otherKey },
    ],
    store: db,
    onEvent: (event) => events.push(event),
    clock: () => Date.now() + offset,
    ...options,
  })
  const app = {
    db,
    api,
    entities,
    scenarios,
    events,
    /** Minutes of the API's clock. */
    pass(minutes: number) {
      offset += minutes * 60_000
    },
    now: () => Date.now() + offset,
    request: (sent: Sent) => requestOf({ timestamp: String(Math.floor((Date.now() + offset) / 1000)), ...sent }),
    send: (sent: Sent) => sendTo(api, app.request(sent)),
    /** Creates builders and answers their ids. */
    async builders(testId: string, names: readonly string[], more: Sent = {}): Promise<string[]> {
      const body = { ...lifetime, inputs: names.map((name) => ({ name })) }
      const { json } = await app.send({ path: 'builders', testId, body, ...more })
      return idsOf(json)
    },
    /** Of every row of the application, without the registry. */
    checksum: () => checksumOf(db),
    testRows: async () =>
      (
        await db.query<{ n: number }>(
          'select (select count(*) from builders where is_test = 1) + (select count(*) from bookings where is_test = 1) + (select count(*) from outside) as n',
        )
      )[0]?.n,
    async close() {
      await api.close()
      await db.close()
    },
    [Symbol.asyncDispose]: () => app.close(),
  }
  return app
}

export type TestDataApp = Awaited<ReturnType<typeof openTestDataApp>>

export function entitiesOf(db: Database) {
  const builders = defineTestEntity({
    input: z.object({
      name: z.string().min(1).max(100),
      email: z.email().optional(),
      unmarked: z.enum(['prefix', 'flag', 'both']).optional(),
      fails: z.enum(['before', 'after']).optional(),
    }),
    async create({ name, email, unmarked, fails }, about) {
      if (fails === 'before') throw new Error('the application says no')
      const row = {
        id: about.id,
        name: unmarked === 'prefix' || unmarked === 'both' ? name : about.mark(name),
        email: email ?? `${about.id}@example.com`,
        isTest: !(unmarked === 'flag' || unmarked === 'both'),
      }
      await db.query('insert into builders values ($1, $2, $3, $4)', [row.id, row.name, row.email, Number(row.isTest)])
      if (fails === 'after') throw new Error('the application says no, afterwards')
      return row
    },
    async find(id) {
      const [row] = await db.query<object>('select id, name, is_test as "isTest" from builders where id = $1', [id])
      return row
    },
    async remove(id) {
      await db.query('delete from builders where id = $1', [id])
    },
  })
  const bookings = defineTestEntity({
    input: z.object({ builderId: z.string() }),
    label: 'reference',
    async create({ builderId }, about) {
      const [row] = await db.query<{ id: number; reference: string; isTest: number }>(
        `insert into bookings (builder_id, reference, creation, is_test) values ($1, $2, $3, 1)
         returning id, reference, is_test as "isTest"`,
        [builderId, about.mark('B-1'), about.id],
      )
      return { ...row!, outside: about.outside }
    },
    async find(id) {
      const [row] = await db.query<object>('select id, reference, is_test as "isTest" from bookings where id = $1', [
        id,
      ])
      return row
    },
    async findCreation(creation) {
      const [row] = await db.query<{ id: number }>(
        'select id, reference, is_test as "isTest" from bookings where creation = $1',
        [creation],
      )
      return row
    },
    async remove(id) {
      await db.query('delete from bookings where id = $1', [id])
    },
    outside: {
      async create(_input, about) {
        const reference = `outside-${about.id}`
        await db.query('insert into outside values ($1, $2)', [reference, about.id])
        return reference
      },
      async remove(reference, about) {
        await db.query('delete from outside where id = $1 or creation = $2', [reference ?? null, about.creation])
      },
    },
  })
  return { builders, bookings }
}

export function scenariosOf(entities: ReturnType<typeof entitiesOf>) {
  return {
    'booked-builders': defineTestScenario(entities, {
      input: z.object({ bookings: z.int().min(0).max(10), fails: z.boolean().optional() }),
      async create({ bookings, fails }, make) {
        const builder = await make.create('builders', { name: 'Booked' })
        const made = []
        for (let i = 0; i < bookings; i++) made.push(await make.create('bookings', { builderId: builder.id }))
        if (fails) throw new Error('the scenario says no')
        return { builder: builder.name, bookings: made.map(({ id }) => id) }
      },
    }),
  }
}

export function newTestId(name = 'test'): string {
  return `${wire.prefix}${name}_${randomUUID().replaceAll('-', '')}`
}

function requestOf({
  path = 'verify-access',
  method = 'POST',
  testId = newTestId(),
  keyId = 'ci',
  nonce = randomUUID(),
  timestamp = '',
  idempotencyKey = '',
  shadow = '',
  body = lifetime,
  headers = {},
  altered = {},
  ...sent
}: Sent): Request {
  const origin = 'https://app.example.com'
  const url = new URL(path, `${origin}${wire.basePath}`)
  const bytes =
    typeof sent.bytes === 'string' ? Buffer.from(sent.bytes) : (sent.bytes ?? Buffer.from(JSON.stringify(body)))
  const secret = sent.key ?? (keyId === 'other' ? otherKey : key)
  const signed = { method, path: url.pathname + url.search, testId, timestamp, nonce, idempotencyKey, shadow }
  const all: Record<string, string | undefined> = {
    'Content-Type': 'application/json',
    [wire.headers.mode]: 'true',
    [wire.headers.testId]: testId,
    [wire.headers.key]: keyId,
    [wire.headers.timestamp]: timestamp,
    [wire.headers.nonce]: nonce,
    [wire.headers.signature]: signatureOf(secret, { ...signed, body: bytes }),
    [wire.headers.idempotency]: idempotencyKey || undefined,
    [wire.headers.shadow]: shadow || undefined,
    ...headers,
  }
  const sentMethod = altered.method ?? method
  const sentBytes = altered.bytes === undefined ? bytes : Buffer.from(altered.bytes)
  return new Request(new URL(altered.path ?? path, `${origin}${wire.basePath}`), {
    method: sentMethod,
    headers: Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ...(/^(GET|HEAD)$/.test(sentMethod) ? {} : { body: sentBytes }),
  })
}

async function sendTo(api: TestDataApi, request: Request) {
  const response = await api(request)
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: asObject(JSON.parse(text)) }
}

/** What an API answers is always an object. */
function asObject(json: unknown): Record<string, unknown> {
  return json as Record<string, unknown>
}

export function idsOf(json: Record<string, unknown>): string[] {
  return createdOf(json).map(({ id }) => id)
}

export function createdOf(
  json: Record<string, unknown>,
): { type: string; id: string; record: Record<string, unknown> }[] {
  return z
    .array(z.object({ type: z.string(), id: z.string(), record: z.record(z.string(), z.unknown()) }))
    .parse(json.created)
}

async function checksumOf(db: Database): Promise<string> {
  const hash = createHash('sha256')
  for (const table of appTables) hash.update(JSON.stringify(await db.query(`select * from ${table} order by id`)))
  return hash.digest('hex')
}
