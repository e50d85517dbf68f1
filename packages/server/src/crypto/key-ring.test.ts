import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { createKeyRing } from './key-ring.ts'
import { keyFileName, openKeyRing } from './open-key-ring.ts'

const newKey = () => randomBytes(32).toString('base64')
const dataKey = randomBytes(32)
const folder = await mkdtemp(join(tmpdir(), 'understudy-ring-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const place = (name: string) => mkdtemp(join(folder, `${name}-`))

describe('a key ring', () => {
  test('wraps with its first key and unwraps with all', () => {
    const [old, next] = [newKey(), newKey()]
    const before = createKeyRing(old)
    const wrapped = before.wrap(dataKey, 'seal/team/1')
    const after = createKeyRing(`${next}\n${old}\n`)
    expect(Buffer.from(after.unwrap(wrapped, 'seal/team/1'))).toEqual(dataKey)
    expect(after.wrap(dataKey, 'seal/team/1').ringKey).toBe(after.current)
    expect(after.current).not.toBe(before.current)
  })

  test('without the key that wrapped, it says which is missing', () => {
    const ring = createKeyRing(newKey())
    const wrapped = createKeyRing(newKey()).wrap(dataKey, 'a')
    expect(() => ring.unwrap(wrapped, 'a')).toThrow(
      expect.objectContaining({ code: 'KEY_WRONG', message: expect.stringContaining(wrapped.ringKey) }),
    )
  })

  test('what it wrapped for one thing opens for no other', () => {
    const ring = createKeyRing(newKey())
    expect(() => ring.unwrap(ring.wrap(dataKey, 'seal/a/1'), 'seal/b/1')).toThrow(
      expect.objectContaining({ code: 'SEAL_BROKEN' }),
    )
  })

  test('takes a passphrase, always to the same key, and no short one', () => {
    const phrase = 'correct horse battery staple'
    expect(createKeyRing(phrase).current).toBe(createKeyRing(`  ${phrase}\r\n`).current)
    expect(() => createKeyRing('too short')).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }))
    expect(() => createKeyRing(' \n')).toThrow(expect.objectContaining({ code: 'KEY_MISSING' }))
  })

  test('prints no key', () => {
    const key = newKey()
    const shown = inspect(createKeyRing(key), { depth: 9, showHidden: true }) + JSON.stringify(createKeyRing(key))
    expect(shown).not.toContain(key.slice(0, 12))
    expect(shown).not.toContain(Buffer.from(key, 'base64').toString('hex').slice(0, 12))
  })
})

describe('the keys of a server', () => {
  test('are made at the first start of an embedded store, for its owner alone, and found again', async () => {
    const data = join(await place('first'), 'data')
    const rings = await Promise.all(Array.from({ length: 5 }, () => openKeyRing({ folder: data })))
    expect(new Set(rings.map((ring) => ring.current)).size).toBe(1)
    expect((await stat(join(data, keyFileName))).mode & 0o777).toBe(0o600)
    expect(await readdir(data)).toEqual([keyFileName])
    expect((await openKeyRing({ folder: data })).current).toBe(rings[0]?.current)
  })

  test('are never made for a store that is there: it was sealed under others', async () => {
    const data = await place('lost')
    await writeFile(join(data, 'control.db'), '')
    await expect(openKeyRing({ folder: data })).rejects.toMatchObject({ code: 'KEY_MISSING' })
    expect(await readdir(data)).toEqual(['control.db'])
  })

  test('come from the environment before a file, and from a file that others cannot read', async () => {
    const data = await place('given')
    const [key, other] = [newKey(), newKey()]
    const keyFile = join(data, 'keys')
    await writeFile(keyFile, `${other}\n`, { mode: 0o600 })
    expect((await openKeyRing({ key, keyFile })).current).toBe(createKeyRing(key).current)
    expect((await openKeyRing({ keyFile, folder: data })).current).toBe(createKeyRing(other).current)
    await chmod(keyFile, 0o644)
    await expect(openKeyRing({ keyFile })).rejects.toMatchObject({ code: 'KEY_INVALID' })
    await expect(openKeyRing({ keyFile: join(data, 'none') })).rejects.toMatchObject({ code: 'KEY_MISSING' })
    await expect(openKeyRing({})).rejects.toMatchObject({ code: 'KEY_MISSING' })
    expect(await readFile(keyFile, 'utf8')).toBe(`${other}\n`)
  })
})
