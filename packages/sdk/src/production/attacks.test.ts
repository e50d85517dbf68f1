import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import {
  createdOf,
  entitiesOf,
  key,
  lifetime,
  newTestId,
  openTestDataApp,
  otherKey,
  realId,
  type Sent,
  type TestDataApp,
} from '../../test/test-data-app.ts'
import { createTestDataApi, type TestDataApi } from './api/create-test-data-api.ts'
import { wire } from './wire.ts'

/** Requests that must be refused, each with its status and its code, and without any effect. */

interface Scene {
  readonly app: TestDataApp
  /** What the attacker is allowed to use, with one builder of its own. */
  readonly mine: string
  readonly myBuilder: string
  /** Of another run with the same key. */
  readonly theirs: string
  readonly theirBuilder: string
  /** Of another key. */
  readonly foreign: string
  readonly foreignBuilder: string
  /** A request that was answered already. */
  readonly created: Request
  readonly verified: Request
  readonly idempotencyKey: string
  readonly off: Readonly<Record<'off' | 'wordy' | 'failing', TestDataApi>>
}

type Attack = (scene: Scene) => Sent | Request | { readonly at: TestDataApi; readonly sent: Sent }

const seconds = (scene: Scene, by: number) => String(Math.floor(scene.app.now() / 1000) + by)
const sql = "'; drop table builders; --"
const { headers, prefix } = wire
const creating = (more: object = {}) => ({ ...lifetime, inputs: [{ name: 'Mallory' }], ...more })
const create =
  (body: object): Attack =>
  ({ mine }) => ({ path: 'builders', testId: mine, body })
const cleanup =
  (body: (scene: Scene) => object): Attack =>
  (scene) => ({ path: 'cleanup', testId: scene.mine, body: body(scene) })
const only = (type: string, id: string) => ({ only: [{ type, id }] })
const without =
  (...names: string[]): Attack =>
  ({ mine }) => ({
    path: 'cleanup',
    testId: mine,
    body: {},
    headers: Object.fromEntries(names.map((name) => [name, undefined])),
  })
const altered =
  (more: Sent['altered']): Attack =>
  ({ mine }) => ({ path: 'cleanup', testId: mine, body: {}, altered: more! })
const header =
  (name: string, value: string): Attack =>
  ({ mine }) => ({ path: 'cleanup', testId: mine, body: {}, headers: { [name]: value } })
const path =
  (to: string): Attack =>
  ({ mine }) => ({ path: to, testId: mine, body: {} })
const bytes =
  (text: string | Uint8Array<ArrayBuffer>, to = 'builders'): Attack =>
  ({ mine }) => ({ path: to, testId: mine, bytes: text })
const testId =
  (id: string): Attack =>
  () => ({ path: 'cleanup', testId: id, body: {} })

const attacks: readonly (readonly [string, Attack, number, string])[] = [
  // unsigned, or signed by somebody else
  ['a request without any header of ours', without(...Object.values(headers)), 400, 'TEST_ID_INVALID'],
  ['no signature', without(headers.signature), 401, 'TEST_API_UNAUTHORIZED'],
  ['no key', without(headers.key), 401, 'TEST_API_UNAUTHORIZED'],
  ['no timestamp', without(headers.timestamp), 401, 'TEST_API_UNAUTHORIZED'],
  ['no nonce', without(headers.nonce), 401, 'TEST_API_UNAUTHORIZED'],
  ['no test mode', without(headers.mode), 400, 'INPUT_MALFORMED'],
  ['test mode false', header(headers.mode, 'false'), 400, 'INPUT_MALFORMED'],
  [
    'a key that does not exist',
    ({ mine }) => ({ path: 'cleanup', testId: mine, keyId: 'admin', body: {} }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'the name of what every object has as a key',
    ({ mine }) => ({ path: 'cleanup', testId: mine, keyId: 'constructor', body: {} }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'a wrong key under a right name',
    ({ mine }) => ({ path: 'cleanup', testId: mine, key: 'x'.repeat(40), body: {} }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'the name of one key and the signature of another',
    ({ mine }) => ({ path: 'cleanup', testId: mine, key: otherKey, body: {} }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  ['an empty key', ({ mine }) => ({ path: 'cleanup', testId: mine, key: '', body: {} }), 401, 'TEST_API_UNAUTHORIZED'],
  ['a signature of zeros', header(headers.signature, '0'.repeat(64)), 401, 'TEST_API_UNAUTHORIZED'],
  ['a signature that is too short', header(headers.signature, 'abcd'), 401, 'TEST_API_UNAUTHORIZED'],
  ['a signature that is no hex', header(headers.signature, 'g'.repeat(64)), 401, 'TEST_API_UNAUTHORIZED'],
  [
    'a bearer token instead',
    ({ mine }) => ({
      path: 'cleanup',
      testId: mine,
      body: {},
      headers: { [headers.signature]: undefined, Authorization: `Bearer ${key}` },
    }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],

  // each part that is signed, altered
  ['another path after signing', altered({ path: 'builders' }), 401, 'TEST_API_UNAUTHORIZED'],
  ['a query after signing', altered({ path: 'cleanup?all=true' }), 401, 'TEST_API_UNAUTHORIZED'],
  ['another body after signing', altered({ bytes: '{"expired":true}' }), 401, 'TEST_API_UNAUTHORIZED'],
  ['one space more in the body', altered({ bytes: '{} ' }), 401, 'TEST_API_UNAUTHORIZED'],
  ['no body after signing one', altered({ bytes: '' }), 401, 'TEST_API_UNAUTHORIZED'],
  ['another method after signing', altered({ method: 'PUT' }), 405, 'TEST_OPERATION_UNKNOWN'],
  [
    'the test id of another run after signing',
    (scene) => ({ path: 'cleanup', testId: scene.mine, body: {}, headers: { [headers.testId]: scene.theirs } }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'another timestamp after signing',
    (scene) => ({ path: 'cleanup', testId: scene.mine, body: {}, headers: { [headers.timestamp]: seconds(scene, 1) } }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  ['another nonce after signing', header(headers.nonce, randomUUID()), 401, 'TEST_API_UNAUTHORIZED'],
  ['an idempotency key after signing', header(headers.idempotency, 'abcdefgh'), 401, 'TEST_API_UNAUTHORIZED'],
  ['a shadow after signing', header(headers.shadow, 'true'), 401, 'TEST_API_UNAUTHORIZED'],
  [
    'the shadow taken away after signing',
    ({ mine }) => ({
      path: 'builders',
      testId: mine,
      shadow: 'true',
      body: creating(),
      headers: { [headers.shadow]: undefined },
    }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],

  // again, too late, too early
  ['the same creation again', ({ created }) => created.clone(), 409, 'TEST_API_REPLAYED'],
  ['the same question again', ({ verified }) => verified.clone(), 409, 'TEST_API_REPLAYED'],
  [
    'a nonce that was used, with a new signature',
    (scene) => ({ path: 'cleanup', testId: scene.theirs, body: {}, nonce: scene.created.headers.get(headers.nonce)! }),
    409,
    'TEST_API_REPLAYED',
  ],
  [
    'a request of six minutes ago',
    (scene) => ({ path: 'cleanup', testId: scene.mine, body: {}, timestamp: seconds(scene, -360) }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'a request of six minutes hence',
    (scene) => ({ path: 'cleanup', testId: scene.mine, body: {}, timestamp: seconds(scene, 360) }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'a timestamp in milliseconds',
    (scene) => ({ path: 'cleanup', testId: scene.mine, body: {}, timestamp: `${seconds(scene, 0)}000` }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'a timestamp that is no number',
    (scene) => ({ path: 'cleanup', testId: scene.mine, body: {}, timestamp: 'NaN' }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'a negative timestamp',
    (scene) => ({ path: 'cleanup', testId: scene.mine, body: {}, timestamp: '-1' }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'a nonce that is too short',
    (scene) => ({ path: 'cleanup', testId: scene.mine, body: {}, nonce: 'abc' }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'a nonce that is too long',
    (scene) => ({ path: 'cleanup', testId: scene.mine, body: {}, nonce: 'a'.repeat(65) }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],

  // test ids
  ['no test id', without(headers.testId), 400, 'TEST_ID_INVALID'],
  ['the prefix alone', testId(prefix), 400, 'TEST_ID_INVALID'],
  ['another prefix', testId('customer_1234567890'), 400, 'TEST_ID_INVALID'],
  ['the prefix in capitals', testId(`${prefix.toUpperCase()}1234567890`), 400, 'TEST_ID_INVALID'],
  ['the prefix in the middle', testId(`x${prefix}1234567890`), 400, 'TEST_ID_INVALID'],
  ['a wildcard in the test id', testId(`${prefix}1234567890%`), 400, 'TEST_ID_INVALID'],
  ['a path in the test id', testId(`${prefix}1234567890/../x`), 400, 'TEST_ID_INVALID'],
  ['a letter of another alphabet in the test id', testId(`${prefix}12345678\u00e0`), 400, 'TEST_ID_INVALID'],
  ['a soft hyphen in the test id', testId(`${prefix}1234\u00ad567890`), 400, 'TEST_ID_INVALID'],
  ['a no-break space after the test id', testId(`${prefix}1234567890\u00a0`), 400, 'TEST_ID_INVALID'],
  [
    'two test ids',
    ({ mine, theirs }) => ({ path: 'cleanup', testId: `${mine}, ${theirs}`, body: {} }),
    400,
    'TEST_ID_INVALID',
  ],
  ['a tab and another header in the test id', testId(`${prefix}1234567890\tX-Admin: 1`), 400, 'TEST_ID_INVALID'],
  ['an encoded line break in the test id', testId(`${prefix}1234567890%0d%0aX-Admin:1`), 400, 'TEST_ID_INVALID'],
  ['a test id without end', testId(`${prefix}${'a'.repeat(5000)}`), 400, 'TEST_ID_INVALID'],
  ['SQL in the test id', testId(`${prefix}12345678${sql}`), 400, 'TEST_ID_INVALID'],
  [
    'the test id of another key',
    ({ foreign }) => ({ path: 'cleanup', testId: foreign, body: {} }),
    403,
    'TEST_ID_INVALID',
  ],
  [
    'the test id of another key, to create',
    ({ foreign }) => ({ path: 'builders', testId: foreign, body: creating() }),
    403,
    'TEST_ID_INVALID',
  ],
  ['the test id of another key, to verify', ({ foreign }) => ({ testId: foreign }), 403, 'TEST_ID_INVALID'],
  [
    'the test id of another key, to renew',
    ({ foreign }) => ({ path: 'renew', testId: foreign, body: { maxAgeMinutes: 60 } }),
    403,
    'TEST_ID_INVALID',
  ],
  [
    'the test id of another key, to create as a shadow',
    ({ foreign }) => ({ testId: foreign, shadow: 'true' }),
    403,
    'TEST_ID_INVALID',
  ],

  // ids that are not its own
  ['a real record', cleanup(() => only('builders', realId)), 403, 'CLEANUP_REFUSED'],
  [
    'a real record beside an own one',
    cleanup(({ myBuilder }) => ({
      only: [
        { type: 'builders', id: myBuilder },
        { type: 'builders', id: realId },
      ],
    })),
    403,
    'CLEANUP_REFUSED',
  ],
  ['a real record of another type', cleanup(() => only('bookings', '1')), 403, 'CLEANUP_REFUSED'],
  ['a record of another run', cleanup(({ theirBuilder }) => only('builders', theirBuilder)), 403, 'CLEANUP_REFUSED'],
  [
    'a record of another run beside an own one',
    cleanup(({ myBuilder, theirBuilder }) => ({
      only: [
        { type: 'builders', id: theirBuilder },
        { type: 'builders', id: myBuilder },
      ],
    })),
    403,
    'CLEANUP_REFUSED',
  ],
  [
    'a record of another key',
    cleanup(({ foreignBuilder }) => only('builders', foreignBuilder)),
    403,
    'CLEANUP_REFUSED',
  ],
  ['an own id under another type', cleanup(({ myBuilder }) => only('bookings', myBuilder)), 403, 'CLEANUP_REFUSED'],
  [
    'an own id with a space before it',
    cleanup(({ myBuilder }) => only('builders', ` ${myBuilder}`)),
    403,
    'CLEANUP_REFUSED',
  ],
  ['a wildcard for an id', cleanup(() => only('builders', '%')), 403, 'CLEANUP_REFUSED'],
  ['SQL for an id', cleanup(() => only('builders', `' or '1'='1`)), 403, 'CLEANUP_REFUSED'],
  ['SQL for a type', cleanup(({ myBuilder }) => only(`builders${sql}`, myBuilder)), 403, 'CLEANUP_REFUSED'],
  ['a type that is none', cleanup(({ myBuilder }) => only('users', myBuilder)), 403, 'CLEANUP_REFUSED'],
  ['another build', cleanup(() => ({ buildId: '17' })), 403, 'CLEANUP_REFUSED'],
  ['SQL for a build', cleanup(() => ({ buildId: sql })), 403, 'CLEANUP_REFUSED'],
  ['an id that is a number', cleanup(() => ({ only: [{ type: 'builders', id: 1 }] })), 400, 'INPUT_MALFORMED'],
  [
    'an id that is a list',
    cleanup(({ myBuilder }) => ({ only: [{ type: 'builders', id: [myBuilder] }] })),
    400,
    'INPUT_MALFORMED',
  ],
  [
    'an id that is a question',
    cleanup(() => ({ only: [{ type: 'builders', id: { $ne: '' } }] })),
    400,
    'INPUT_MALFORMED',
  ],
  ['everything, spelled out', cleanup(() => ({ only: '*' })), 400, 'INPUT_MALFORMED'],
  ['the test id of another in the body', cleanup(({ theirs }) => ({ testId: theirs })), 400, 'INPUT_MALFORMED'],
  [
    'what was created, as the body says it',
    cleanup(({ theirBuilder }) => ({ createdData: [{ type: 'builders', id: theirBuilder }] })),
    400,
    'INPUT_MALFORMED',
  ],

  // bodies
  [
    'a body that is too long',
    bytes(JSON.stringify(creating({ buildId: 'x'.repeat(300_000) }))),
    413,
    'TEST_API_LIMITED',
  ],
  ['a body that says it is too long', header('Content-Length', '99999999'), 413, 'TEST_API_LIMITED'],
  [
    'more inputs than are allowed',
    create(creating({ inputs: Array.from({ length: 101 }, () => ({ name: 'Mallory' })) })),
    413,
    'TEST_API_LIMITED',
  ],
  ['a form', header('Content-Type', 'application/x-www-form-urlencoded'), 415, 'INPUT_MALFORMED'],
  ['plain text, which browsers send anywhere', header('Content-Type', 'text/plain'), 415, 'INPUT_MALFORMED'],
  ['JSON of another alphabet', header('Content-Type', 'application/json; charset=utf-7'), 415, 'INPUT_MALFORMED'],
  ['no content type', without('Content-Type'), 415, 'INPUT_MALFORMED'],
  ['broken JSON', bytes('{"scope":'), 400, 'INPUT_MALFORMED'],
  ['no JSON at all', bytes(''), 400, 'INPUT_MALFORMED'],
  ['a list', bytes('[]'), 400, 'INPUT_MALFORMED'],
  ['null', bytes('null', 'cleanup'), 400, 'INPUT_MALFORMED'],
  ['bytes that are no text', bytes(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)), 400, 'INPUT_MALFORMED'],
  ['JSON that is nested without end', bytes('['.repeat(100_000) + ']'.repeat(100_000)), 400, 'INPUT_MALFORMED'],
  ['__proto__ in the body', bytes('{"__proto__":{"isAdmin":true}}', 'cleanup'), 400, 'INPUT_MALFORMED'],
  [
    '__proto__ in an input',
    bytes('{"scope":"ephemeral","maxAgeMinutes":60,"inputs":[{"name":"Mallory","__proto__":{"isTest":false}}]}'),
    400,
    'INPUT_MALFORMED',
  ],
  [
    'constructor.prototype in an input',
    create(creating({ inputs: [{ name: 'Mallory', constructor: { prototype: { isTest: false } } }] })),
    400,
    'INPUT_MALFORMED',
  ],
  ['a field that nobody knows', create(creating({ admin: true })), 400, 'INPUT_MALFORMED'],
  ['no inputs', create(creating({ inputs: [] })), 400, 'INPUT_MALFORMED'],
  [
    'inputs that are no list',
    create(creating({ inputs: { 0: { name: 'Mallory' }, length: 1 } })),
    400,
    'INPUT_MALFORMED',
  ],
  ['a scope that is none', create(creating({ scope: 'forever' })), 400, 'INPUT_MALFORMED'],
  ['SQL for a scope', create(creating({ scope: sql })), 400, 'INPUT_MALFORMED'],
  ['a build that is no text', create(creating({ buildId: { a: 1 } })), 400, 'INPUT_MALFORMED'],
  ['an input of another shape', create(creating({ inputs: [{ name: 5 }] })), 400, 'ENTITY_INVALID'],
  [
    'a good input beside a bad one',
    create(creating({ inputs: [{ name: 'Mallory' }, { name: '' }] })),
    400,
    'ENTITY_INVALID',
  ],
  ['null for an input', create(creating({ inputs: [null] })), 400, 'ENTITY_INVALID'],
  [
    'SQL where an e-mail address belongs',
    create(creating({ inputs: [{ name: 'Mallory', email: sql }] })),
    400,
    'ENTITY_INVALID',
  ],
  [
    'two inputs of a scenario',
    ({ mine }) => ({
      path: 'booked-builders',
      testId: mine,
      body: creating({ inputs: [{ bookings: 1 }, { bookings: 1 }] }),
    }),
    400,
    'ENTITY_INVALID',
  ],
  [
    'a scenario of a negative number',
    ({ mine }) => ({ path: 'booked-builders', testId: mine, body: creating({ inputs: [{ bookings: -1 }] }) }),
    400,
    'ENTITY_INVALID',
  ],

  // lifetimes
  ['an age beyond the cap', create(creating({ maxAgeMinutes: 1441 })), 400, 'TEST_AGE_INVALID'],
  ['an age a little beyond the cap', create(creating({ maxAgeMinutes: 1440.0001 })), 400, 'TEST_AGE_INVALID'],
  ['a negative age', create(creating({ maxAgeMinutes: -60 })), 400, 'TEST_AGE_INVALID'],
  ['an age of nothing', create(creating({ maxAgeMinutes: 0 })), 400, 'TEST_AGE_INVALID'],
  ['an age that is no number', create(creating({ maxAgeMinutes: Number.NaN })), 400, 'TEST_AGE_INVALID'],
  [
    'an age without end',
    bytes('{"scope":"ephemeral","maxAgeMinutes":1e999,"inputs":[{"name":"Mallory"}]}'),
    400,
    'TEST_AGE_INVALID',
  ],
  ['an age in text', create(creating({ maxAgeMinutes: '60' })), 400, 'TEST_AGE_INVALID'],
  ['an age in a list', create(creating({ maxAgeMinutes: [60] })), 400, 'TEST_AGE_INVALID'],
  ['SQL for an age', create(creating({ maxAgeMinutes: `60${sql}` })), 400, 'TEST_AGE_INVALID'],
  ['no age', create({ scope: 'ephemeral', inputs: [{ name: 'Mallory' }] }), 400, 'TEST_AGE_INVALID'],
  [
    'an age beyond the cap, to verify',
    ({ mine }) => ({ testId: mine, body: { ...lifetime, maxAgeMinutes: 100_000 } }),
    400,
    'TEST_AGE_INVALID',
  ],
  [
    'an age beyond the cap, to renew',
    ({ mine }) => ({ path: 'renew', testId: mine, body: { maxAgeMinutes: 2880 } }),
    400,
    'TEST_AGE_INVALID',
  ],
  [
    'the renewal of what is not kept for an environment',
    ({ mine }) => ({ path: 'renew', testId: mine, body: { maxAgeMinutes: 60 } }),
    400,
    'TEST_AGE_INVALID',
  ],
  ['the time of its creation, as the body says it', create(creating({ testCreationTime: 0 })), 400, 'INPUT_MALFORMED'],

  // paths and operations
  ['another path of the application', path('/admin'), 404, 'TEST_OPERATION_UNKNOWN'],
  ['a path that begins alike', path('/api/testing/cleanup'), 404, 'TEST_OPERATION_UNKNOWN'],
  ['a path that climbs out', path('../users'), 404, 'TEST_OPERATION_UNKNOWN'],
  ['a path that climbs out, encoded', path('builders/%2e%2e/%2e%2e/users'), 404, 'TEST_OPERATION_UNKNOWN'],
  ['an encoded slash', path('builders%2f..%2fcleanup'), 400, 'TEST_OPERATION_UNKNOWN'],
  ['two slashes', path('/api/test//cleanup'), 400, 'TEST_OPERATION_UNKNOWN'],
  ['a slash at the end', path('cleanup/'), 400, 'TEST_OPERATION_UNKNOWN'],
  ['capitals', path('CLEANUP'), 400, 'TEST_OPERATION_UNKNOWN'],
  ['a NUL', path('cleanup%00'), 400, 'TEST_OPERATION_UNKNOWN'],
  ['a parameter', path('cleanup;all'), 400, 'TEST_OPERATION_UNKNOWN'],
  ['no operation', path('/api/test/'), 400, 'TEST_OPERATION_UNKNOWN'],
  ['an operation that is none', path('users'), 400, 'TEST_OPERATION_UNKNOWN'],
  ['what every object has', path('constructor'), 400, 'TEST_OPERATION_UNKNOWN'],
  ['__proto__', path('__proto__'), 400, 'TEST_OPERATION_UNKNOWN'],
  ['SQL for an operation', path(encodeURIComponent(`builders${sql}`)), 400, 'TEST_OPERATION_UNKNOWN'],
  ['a GET', ({ mine }) => ({ path: 'cleanup', method: 'GET', testId: mine }), 405, 'TEST_OPERATION_UNKNOWN'],
  ['a DELETE', ({ mine }) => ({ path: 'builders', method: 'DELETE', testId: mine }), 405, 'TEST_OPERATION_UNKNOWN'],
  [
    'a POST that wants to be another method',
    ({ mine }) => ({ path: 'users', testId: mine, body: {}, headers: { 'X-HTTP-Method-Override': 'DELETE' } }),
    400,
    'TEST_OPERATION_UNKNOWN',
  ],

  // idempotency keys and other headers
  [
    'an idempotency key with another body',
    (scene) => ({
      path: 'builders',
      testId: scene.mine,
      idempotencyKey: scene.idempotencyKey,
      body: creating({ buildId: '17' }),
    }),
    409,
    'TEST_API_REPLAYED',
  ],
  [
    'an idempotency key with another operation',
    (scene) => ({
      path: 'booked-builders',
      testId: scene.mine,
      idempotencyKey: scene.idempotencyKey,
      body: creating({ inputs: [{ bookings: 1 }] }),
    }),
    409,
    'TEST_API_REPLAYED',
  ],
  [
    'SQL for an idempotency key',
    ({ mine }) => ({ path: 'builders', testId: mine, idempotencyKey: `once-1${sql}`, body: creating() }),
    400,
    'INPUT_MALFORMED',
  ],
  [
    'an idempotency key without end',
    ({ mine }) => ({ path: 'builders', testId: mine, idempotencyKey: 'a'.repeat(129), body: creating() }),
    400,
    'INPUT_MALFORMED',
  ],
  [
    'a shadow that is neither',
    ({ mine }) => ({ path: 'builders', testId: mine, shadow: 'false', body: creating() }),
    400,
    'INPUT_MALFORMED',
  ],
  [
    'SQL for a shadow',
    ({ mine }) => ({ path: 'builders', testId: mine, shadow: sql, body: creating() }),
    400,
    'INPUT_MALFORMED',
  ],
  [
    'SQL for a key',
    ({ mine }) => ({ path: 'cleanup', testId: mine, keyId: sql, body: {} }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'SQL for a nonce',
    ({ mine }) => ({ path: 'cleanup', testId: mine, nonce: `${randomUUID()}${sql}`, body: {} }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  [
    'SQL for a timestamp',
    ({ mine }) => ({ path: 'cleanup', testId: mine, timestamp: `1${sql}`, body: {} }),
    401,
    'TEST_API_UNAUTHORIZED',
  ],
  ['SQL for a signature', header(headers.signature, sql), 401, 'TEST_API_UNAUTHORIZED'],

  // the flag
  [
    'anything while the flag is off',
    ({ off, mine }) => ({ at: off.off, sent: { path: 'cleanup', testId: mine, body: {} } }),
    403,
    'TEST_API_DISABLED',
  ],
  [
    'what is malformed while the flag is off',
    ({ off }) => ({ at: off.off, sent: { path: 'users', method: 'PUT', testId: 'x', bytes: '{' } }),
    403,
    'TEST_API_DISABLED',
  ],
  [
    'a flag that is a word',
    ({ off, mine }) => ({ at: off.wordy, sent: { path: 'cleanup', testId: mine, body: {} } }),
    403,
    'TEST_API_DISABLED',
  ],
  [
    'a flag that cannot be read',
    ({ off, mine }) => ({ at: off.failing, sent: { path: 'cleanup', testId: mine, body: {} } }),
    500,
    'TEST_API_FAILED',
  ],
]

describe.each(['sqlite', 'postgres'])('against an application on %s', (engine) => {
  let scene: Scene

  beforeAll(async () => {
    const app = await openTestDataApp(engine === 'sqlite' ? 'sqlite::memory:' : await testDatabase('attacks'), {
      limits: { perMinute: { testId: 10_000, key: 10_000, all: 10_000 } },
    })
    const [mine, theirs, foreign] = [newTestId('mine'), newTestId('theirs'), newTestId('foreign')]
    const idempotencyKey = 'scene-0001'
    const created = app.request({ path: 'builders', testId: mine, idempotencyKey, body: creating() })
    const verified = app.request({ testId: mine })
    const response: unknown = await (await app.api(created.clone())).json()
    await app.api(verified.clone())
    const serve = (enabled: unknown) =>
      createTestDataApi({
        entities: entitiesOf(app.db),
        enabled: asFlag(enabled),
        secret: { id: 'ci', key },
        store: app.db,
      })
    scene = {
      app,
      mine,
      theirs,
      foreign,
      created,
      verified,
      idempotencyKey,
      myBuilder: createdOf(response as Record<string, unknown>)[0]?.id ?? '',
      theirBuilder: (await app.builders(theirs, ['Theirs']))[0] ?? '',
      foreignBuilder: (await app.builders(foreign, ['Foreign'], { keyId: 'other' }))[0] ?? '',
      off: {
        off: serve(() => Promise.resolve(false)),
        wordy: serve('yes'),
        failing: serve(() => Promise.reject(new Error('the flag service is down'))),
      },
    }
  })
  afterAll(() => scene.app.close())

  test.each(attacks)('%s is refused, and changes nothing', async (_name, attack, status, code) => {
    const before = await effects(scene.app)
    const made = attack(scene)
    const at = 'at' in made ? made.at : scene.app.api
    const request = made instanceof Request ? made : scene.app.request('at' in made ? made.sent : made)
    const response = await at(request)
    const text = await response.text()
    expect([response.status, JSON.parse(text)]).toEqual([
      status,
      {
        errorCode: code,
        message: expect.stringMatching(/./),
        details: expect.any(Object),
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        requestId: response.headers.get('X-Request-ID'),
        hint: expect.stringMatching(/./),
        suggestedActions: expect.arrayContaining([expect.stringMatching(/./)]),
      },
    ])
    expect(await effects(scene.app)).toBe(before)
    for (const value of [sql, 'Mallory', scene.mine, scene.theirs, key, otherKey, realId])
      expect(text).not.toContain(value)
  })

  test('there are at least sixty, no two alike, and what they attack stands', async () => {
    expect(new Set(attacks.map(([name]) => name)).size).toBe(attacks.length)
    expect(attacks.length).toBeGreaterThanOrEqual(60)
    for (const id of [scene.myBuilder, scene.theirBuilder, scene.foreignBuilder, realId]) {
      expect(await scene.app.entities.builders.find(id)).toBeDefined()
    }
  })

  test('SQL in fields that take any text is text', async () => {
    const testId = newTestId()
    const before = await scene.app.checksum()
    const body = creating({ buildId: sql, inputs: [{ name: sql }] })
    const { status } = await scene.app.send({ path: 'builders', testId, body })
    expect(status).toBe(200)
    expect(await scene.app.db.query('select name from builders where name like $1', [`%${sql}`])).toHaveLength(1)
    const cleaned = await scene.app.send({ path: 'cleanup', testId, body: { buildId: sql } })
    expect(cleaned.json.complete).toBe(true)
    expect(await scene.app.checksum()).toBe(before)
  })

  test('a body without end is not read beyond the limit', async () => {
    let given = 0
    let cancelled = false
    const { method, url, headers: all } = scene.app.request({ path: 'builders', testId: scene.mine })
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 65_536
        controller.enqueue(new Uint8Array(65_536))
      },
      cancel() {
        cancelled = true
      },
    })
    const response = await scene.app.api(new Request(url, { method, headers: all, body, duplex: 'half' }))
    expect([response.status, cancelled]).toEqual([413, true])
    expect(given).toBeLessThanOrEqual(262_144 + 3 * 65_536)
  })
})

/** Every row of the application, and what the registry believes to stand. */
async function effects(app: TestDataApp): Promise<string> {
  const records = await app.db.query('select * from understudy_test_api_records order by seq')
  return createHash('sha256')
    .update(`${await app.checksum()} ${JSON.stringify(records)}`)
    .digest('hex')
}

/** JavaScript may give anything. */
function asFlag(enabled: unknown): boolean {
  return enabled as boolean
}
