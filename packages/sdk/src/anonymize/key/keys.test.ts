import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { keyFromEnvironment } from './key-from-environment.ts'
import { readKeyFile } from './read-key-file.ts'
import { readMaskingKey } from './read-masking-key.ts'

const one = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA='
const two = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='
const passphrase = 'correct horse battery staple'
const hex = (words: Uint32Array) => Array.from(words, (word) => word.toString(16)).join(' ')

describe('reading a key', () => {
  test('takes 32 bytes in base64 and in base64url for the same key, with white space around', () => {
    const url = one.replaceAll('+', '-').replaceAll('/', '_').replace('=', '')
    expect(readMaskingKey(`  ${url}\n`).id).toBe(readMaskingKey(one).id)
  })

  test('derives the same for good: ids and words are pinned', () => {
    expect([readMaskingKey(one).id, readMaskingKey(two).id, readMaskingKey(passphrase).id]).toMatchInlineSnapshot(`
      [
        "3b8056c8",
        "8c16e31a",
        "e3b1b856",
      ]
    `)
    expect(hex(readMaskingKey(one).words('email'))).toMatchInlineSnapshot(`"d702e9aa 11c3411a 6627cd6 e897c7a1"`)
    expect(hex(readMaskingKey(one, { team: 'a', environment: 'b' }).domain('people').words('x'))).toMatchInlineSnapshot(
      `"96f9b442 874a2ab2 5ac70009 ee8e8c82"`,
    )
  })

  test.each([
    '',
    '   ',
    'short',
    'fifteen letters',
    'aaaaaaaaaaaaaaaaaaaaaaaa',
    'ababababababababababab',
    'A'.repeat(43),
  ])('refuses %j, and does not repeat it', async (text) => {
    const error = await failure(Promise.resolve().then(() => readMaskingKey(text)))
    expect(error.code).toBe('MASKING_KEY_INVALID')
    if (text.trim() !== '') expect(JSON.stringify([error, error.message, error.stack])).not.toContain(text)
  })
})

describe('a key', () => {
  test('prints as its id, in every way', () => {
    const key = readMaskingKey(one)
    const printed = `MaskingKey ${key.id}`
    expect([
      String(key),
      inspect(key),
      JSON.stringify({ key }),
      inspect({ key }, { showHidden: true, depth: 9 }),
    ]).toEqual([printed, printed, `{"key":"${printed}"}`, `{ key: ${printed} }`])
    expect(key.id).toMatch(/^[0-9a-f]{8}$/)
    expect(Object.keys(key)).toEqual(['id'])
  })

  test('is another one for each domain, team and environment, whatever their names', () => {
    const scopes = [
      {},
      { team: '' },
      { team: 'a' },
      { team: 'ab' },
      { environment: 'a' },
      { environment: '' },
      { team: 'a', environment: 'b' },
      { team: 'b', environment: 'a' },
      { team: 'named', environment: 'a' },
    ]
    const keys = scopes.map((scope) => readMaskingKey(one, scope))
    const all = keys.flatMap((key) => [key, key.domain('a'), key.domain('b'), key.domain('a').domain('b')])
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(new Set(all.flatMap((key) => [hex(key.words('a')), hex(key.words('b'))])).size).toBe(all.length * 2)
  })
})

describe('the key of a key file', () => {
  test('is the first line; the others are found by their ids', () => {
    const keys = readKeyFile(`# made in June\n\n${one}\r\n  # before\n${two}\n`)
    expect(keys.map(({ id }) => id)).toEqual([readMaskingKey(one).id, readMaskingKey(two).id])
  })

  test('must be there', async () => {
    const error = await failure(Promise.resolve().then(() => readKeyFile('# nothing yet\n')))
    expect(error.code).toBe('MASKING_KEY_INVALID')
  })
})

describe('the key of the environment', () => {
  const file = async (path: string): Promise<string> => {
    if (path !== 'keys.txt') throw new Error(`ENOENT: ${path}`)
    return `${one}\n${two}\n`
  }

  test('is that of UNDERSTUDY_KEY, or the first of the file', async () => {
    expect((await keyFromEnvironment({ UNDERSTUDY_KEY: two }, file)).id).toBe(readMaskingKey(two).id)
    expect((await keyFromEnvironment({ UNDERSTUDY_KEY_FILE: 'keys.txt' }, file)).id).toBe(readMaskingKey(one).id)
  })

  test('is the one that is asked for by id, in the team and environment that are named', async () => {
    const scope = { team: 'billing', environment: 'staging' }
    const wanted = readMaskingKey(two, scope).id
    const found = await keyFromEnvironment({ UNDERSTUDY_KEY_FILE: 'keys.txt' }, file, { ...scope, id: wanted })
    expect(found.id).toBe(wanted)
  })

  test('is chosen by variables where the program does not choose', async () => {
    const scope = { team: 'billing', environment: 'staging' }
    const wanted = readMaskingKey(two, scope).id
    const env = {
      UNDERSTUDY_KEY_FILE: 'keys.txt',
      UNDERSTUDY_KEY_TEAM: 'billing',
      UNDERSTUDY_KEY_ENVIRONMENT: 'staging',
    }
    expect((await keyFromEnvironment(env, file)).id).toBe(readMaskingKey(one, scope).id)
    expect((await keyFromEnvironment({ ...env, UNDERSTUDY_KEY_ID: wanted }, file)).id).toBe(wanted)
    expect((await keyFromEnvironment({ ...env, UNDERSTUDY_KEY_TEAM: '' }, file, { environment: 'test' })).id).toBe(
      readMaskingKey(one, { environment: 'test' }).id,
    )
  })

  test.each([
    [{}, {}, 'MASKING_KEY_MISSING'],
    [{ UNDERSTUDY_KEY: '' }, {}, 'MASKING_KEY_MISSING'],
    [{ UNDERSTUDY_KEY: one, UNDERSTUDY_KEY_FILE: 'keys.txt' }, {}, 'MASKING_KEY_INVALID'],
    [{ UNDERSTUDY_KEY_FILE: 'gone.txt' }, {}, 'MASKING_KEY_MISSING'],
    [{ UNDERSTUDY_KEY: one }, { id: 'ffffffff' }, 'MASKING_KEY_MISSING'],
    [{ UNDERSTUDY_KEY: 'short' }, {}, 'MASKING_KEY_INVALID'],
  ] as const)('is refused for %j and %j: %s', async (env, choice, code) => {
    const error = await failure(keyFromEnvironment(env, file, choice))
    expect(error.code).toBe(code)
    expect(JSON.stringify(error)).not.toContain(one)
  })
})
