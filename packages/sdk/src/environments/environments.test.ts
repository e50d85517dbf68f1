import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect, promisify } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import type { Environments } from './environments.ts'
import { openEnvironments } from './open-environments.ts'

const root = mkdtempSync(join(tmpdir(), 'understudy-environments-'))
afterAll(() => rmSync(root, { recursive: true }))

let folder: string
let environments: Environments
beforeEach(() => {
  folder = mkdtempSync(join(root, 'one-'))
  environments = openEnvironments({ folder, env: {} })
})

const url = 'postgres://app:hidden-password@db.example.com/shop'
const secrets = { apiUrl: 'https://api.example.com', apiKey: 'hidden-key' }
const text = () => readFileSync(environments.file, 'utf8')

test('what was added is there for the next process, with its secrets', async () => {
  await environments.add({ name: 'staging', type: 'test', databaseUrl: url, secrets })
  const [one] = await openEnvironments({ folder, env: {} }).list()
  expect(one).toMatchObject({ name: 'staging', type: 'test', status: 'inactive', isReadOnly: false })
  expect([one?.databaseUrl, one?.secrets]).toEqual([url, secrets])
})

test('no secret stands in the file, in what is printed, or in JSON', async () => {
  const one = await environments.add({ name: 'staging', type: 'test', databaseUrl: url, secrets })
  for (const shown of [text(), inspect(one, { depth: 9 }), JSON.stringify(one), `${one}`])
    expect(shown).not.toMatch(/hidden/)
  expect(JSON.parse(JSON.stringify(one))).toMatchObject({
    databaseUrl: 'postgres://app:***@db.example.com/shop',
    secrets: { apiKey: '***' },
  })
})

test('file and key are for their user alone', async () => {
  await environments.add({ name: 'staging', type: 'test', databaseUrl: url })
  const mode = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8)
  expect([mode('environments.json'), mode('environments.key')]).toEqual(['600', '600'])
})

test('an editor finds nothing wrong with the file, and what is wrong with others', async () => {
  await environments.add({ name: 'live', type: 'production', databaseUrl: url, secrets })
  await environments.switchTo('live')
  const schema = JSON.parse(readFileSync(new URL('../../schemas/environments.json', import.meta.url), 'utf8'))
  const validate = new Ajv2020({ allErrors: true, formats: { uuid: true, 'date-time': true } }).compile(schema)
  const content = JSON.parse(text())
  expect(validate(content) || validate.errors).toBe(true)
  expect(validate({ ...content, active: 'not a name' })).toBe(false)
  expect(validate({ ...content, environments: [{ ...content.environments[0], password: 'x' }] })).toBe(false)
})

test('names are unique, whatever the case of their letters', async () => {
  await environments.add({ name: 'Staging', type: 'test', databaseUrl: url })
  expect((await failure(environments.add({ name: 'STAGING', type: 'test', databaseUrl: url }))).code).toBe(
    'ENVIRONMENT_EXISTS',
  )
  await environments.add({ name: 'other', type: 'test', databaseUrl: url })
  expect((await failure(environments.update('other', { name: 'staging' }))).code).toBe('ENVIRONMENT_EXISTS')
  expect((await environments.update('staging', { name: 'STAGING' })).name).toBe('STAGING')
  expect((await environments.get('stAging')).name).toBe('STAGING')
})

test('production is read-only, whatever is asked', async () => {
  const added = await environments.add({ name: 'live', type: 'production', databaseUrl: url, isReadOnly: false })
  expect(added.isReadOnly).toBe(true)
  expect((await environments.update('live', { isReadOnly: false })).isReadOnly).toBe(true)
  await environments.add({ name: 'staging', type: 'test', databaseUrl: url })
  expect((await environments.update('staging', { type: 'production' })).isReadOnly).toBe(true)
})

test('a change keeps what it does not name', async () => {
  const before = await environments.add({ name: 'staging', type: 'test', databaseUrl: url, secrets })
  const after = await environments.setStatus('staging', 'cloning')
  expect(after).toMatchObject({
    id: before.id,
    status: 'cloning',
    type: 'test',
    databaseUrl: url,
    secrets,
    createdAt: before.createdAt,
  })
  expect((await environments.update('staging', { databaseUrl: 'sqlite:a.db' })).databaseUrl).toBe('sqlite:a.db')
})

describe('a clone into it', () => {
  beforeEach(async () => {
    await environments.add({ name: 'staging', type: 'test', databaseUrl: url, status: 'active' })
  })
  const seen = async () => {
    const { status, brokenClone } = await environments.get('staging')
    return [status, brokenClone]
  }
  /** As if the process had died that had begun it. */
  const died = () =>
    writeFileSync(
      environments.file,
      text()
        .replace(/"pid": \d+/, '"pid": 99999999')
        .replace(/"mark": "\d+"/, '"mark": "1"'),
    )

  test('is told while its process runs, and what it came to afterwards', async () => {
    await environments.beginClone('staging', 'aaaaaaaaaa')
    expect(await seen()).toEqual(['cloning', null])
    await environments.endClone('staging', 'aaaaaaaaaa', undefined)
    expect(await seen()).toEqual(['active', null])
  })

  test('is an error once its process is gone, names it, and is put right by whoever ends it', async () => {
    await environments.beginClone('staging', 'aaaaaaaaaa')
    died()
    expect(await seen()).toEqual(['error', 'aaaaaaaaaa'])
    await environments.update('staging', { secrets: { apiKey: 'x' } })
    expect(await seen()).toEqual(['error', 'aaaaaaaaaa'])
    await environments.beginClone('staging', 'aaaaaaaaaa')
    expect(await seen()).toEqual(['cloning', null])
    died()
    await environments.endClone('staging', 'bbbbbbbbbb', undefined)
    expect(await seen()).toEqual(['error', 'aaaaaaaaaa'])
    await environments.endClone('staging', 'aaaaaaaaaa', undefined)
    expect(await seen()).toEqual(['active', null])
  })
})

test('the active one is kept, follows its new name, and ends with the environment', async () => {
  expect(await environments.active()).toBeUndefined()
  await environments.add({ name: 'staging', type: 'test', databaseUrl: url })
  await environments.switchTo('STAGING')
  expect((await environments.active())?.name).toBe('staging')
  await environments.update('staging', { name: 'stage' })
  expect((await environments.active())?.name).toBe('stage')
  await environments.remove('stage')
  expect([await environments.active(), await environments.list()]).toEqual([undefined, []])
  expect((await failure(environments.switchTo('stage'))).code).toBe('ENVIRONMENT_UNKNOWN')
})

describe('a name or a URL', () => {
  beforeEach(async () => {
    await environments.add({ name: 'test', type: 'test', databaseUrl: url })
    await environments.add({ name: 'live', type: 'production', databaseUrl: url.replace('app:', 'reader:') })
  })

  test('a name leads to its URL', async () => {
    expect(await environments.resolve('TEST')).toMatchObject({ url, name: 'test', environment: { type: 'test' } })
  })

  test('a URL that leads to something registered is that, and production where one of its names says so', async () => {
    const given = 'postgres://me:secret@DB.example.com:5432/shop'
    expect(await environments.resolve(given)).toMatchObject({
      url: given,
      name: 'live',
      environment: { type: 'production' },
    })
  })

  test('another URL stands for itself, and its name has no password', async () => {
    const place = await environments.resolve('postgres://me:secret@else.example.com/shop')
    expect(place).toMatchObject({ name: 'postgres://me:***@else.example.com/shop', environment: undefined })
  })

  test('nothing stands for the active one, and without one it says what to do', async () => {
    expect((await failure(environments.resolve())).hint).toContain('understudy switch')
    await environments.switchTo('test')
    expect((await environments.resolve()).name).toBe('test')
  })

  test('an unknown name is answered with those that there are', async () => {
    const error = await failure(environments.resolve('staging'))
    expect([error.code, error.message]).toEqual(['ENVIRONMENT_UNKNOWN', expect.stringContaining('test, live')])
  })
})

test.each(['', 'a b', 'a/b', 'sqlite:x', 'x.db', '-a', 'ä', 'a'.repeat(64)])('%j is no name', async (name) => {
  expect((await failure(environments.add({ name, type: 'test', databaseUrl: url }))).code).toBe('ENVIRONMENT_INVALID')
})

test('a URL that cannot be read is refused when it is given', async () => {
  expect((await failure(environments.add({ name: 'a', type: 'test', databaseUrl: 'mysql://x' }))).code).toBe(
    'URL_INVALID',
  )
  expect((await failure(environments.add({ name: 'a', type: 'test', databaseUrl: 'sqlite::memory:' }))).code).toBe(
    'ENVIRONMENT_INVALID',
  )
})

describe('a file that was changed', () => {
  beforeEach(async () => {
    await environments.add({ name: 'live', type: 'production', databaseUrl: url })
    await environments.add({ name: 'test', type: 'test', databaseUrl: 'postgres://localhost/test' })
  })
  const edited = async (change: (content: ReturnType<typeof JSON.parse>) => void) => {
    const content = JSON.parse(text())
    change(content)
    writeFileSync(environments.file, JSON.stringify(content))
    return await failure(environments.list())
  }

  test.each([
    ['production is made a test database', (content) => Object.assign(content.environments[0], { type: 'test' })],
    [
      'an environment is given the secrets of another',
      (content) => Object.assign(content.environments[1], { sealed: content.environments[0].sealed }),
    ],
    [
      'a character of what is sealed differs',
      (content) =>
        Object.assign(content.environments[0], {
          sealed:
            `A${content.environments[0].sealed.slice(1)}` === content.environments[0].sealed
              ? `B${content.environments[0].sealed.slice(1)}`
              : `A${content.environments[0].sealed.slice(1)}`,
        }),
    ],
    ['two have one name', (content) => content.environments.push({ ...content.environments[0], name: 'LIVE' })],
    ['a newer version wrote it', (content) => Object.assign(content, { version: 2 })],
    ['it says more than is known', (content) => Object.assign(content, { more: true })],
  ] as [string, (content: ReturnType<typeof JSON.parse>) => void][])('is refused where %s', async (_, change) => {
    expect((await edited(change)).code).toBe('REGISTRY_UNREADABLE')
  })

  test('and nothing is written over it', async () => {
    await edited((content) => Object.assign(content, { version: 2 }))
    const before = text()
    expect((await failure(environments.add({ name: 'more', type: 'test', databaseUrl: url }))).code).toBe(
      'REGISTRY_UNREADABLE',
    )
    expect(text()).toBe(before)
  })

  test('a lost key is told, and no other one is made', async () => {
    rmSync(join(folder, 'environments.key'))
    const error = await failure(environments.add({ name: 'more', type: 'test', databaseUrl: url }))
    expect([error.code, error.message]).toEqual(['REGISTRY_UNREADABLE', expect.stringContaining('environments.key')])
  })
})

test('UNDERSTUDY_KEY seals where it is set, and is then needed', async () => {
  const env = { UNDERSTUDY_KEY: 'a passphrase that is long enough' }
  const own = mkdtempSync(join(root, 'env-'))
  await openEnvironments({ folder: own, env }).add({ name: 'live', type: 'production', databaseUrl: url })
  expect((await openEnvironments({ folder: own, env }).get('live')).databaseUrl).toBe(url)
  for (const other of [{}, { UNDERSTUDY_KEY: 'another passphrase, as long as it' }]) {
    const error = await failure(openEnvironments({ folder: own, env: other }).list())
    expect([error.code, error.message]).toEqual(['REGISTRY_UNREADABLE', expect.stringContaining('UNDERSTUDY_KEY')])
  }
})

test('a folder that cannot be made is told', async () => {
  writeFileSync(join(folder, 'file'), '')
  const error = await failure(
    openEnvironments({ folder: join(folder, 'file', 'below'), env: {} }).add({
      name: 'a',
      type: 'test',
      databaseUrl: url,
    }),
  )
  expect(error.code).toBe('REGISTRY_UNWRITABLE')
})

test('processes that add at the same time lose nothing', async () => {
  const program = `
    import { openEnvironments } from ${JSON.stringify(new URL('./open-environments.ts', import.meta.url).href)}
    const environments = openEnvironments({ folder: process.argv[1], env: {} })
    for (let n = 0; n < 5; n++) await environments.add({ name: process.argv[2] + n, type: 'test', databaseUrl: 'sqlite:a.db' })`
  const run = promisify(execFile)
  await Promise.all(
    ['a', 'b', 'c'].map((name) => run(process.execPath, ['--input-type=module', '-e', program, folder, name])),
  )
  expect((await environments.list()).map(({ name }) => name).sort()).toEqual(
    ['a', 'b', 'c'].flatMap((name) => [0, 1, 2, 3, 4].map((n) => `${name}${n}`)),
  )
}, 30_000)
