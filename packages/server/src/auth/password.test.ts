import { expect, test } from 'vitest'
import { passwordCost } from '../../test/services.ts'
import { createPasswords, refuseWeakPassword } from './password.ts'

const { hash: hashPassword, verify: verifyPassword } = createPasswords()
/** Where it is not about what a guess costs. */
const cheap = createPasswords(passwordCost)

test('a password is known again, another is not, and the same one is never stored alike twice', async () => {
  const [one, two] = await Promise.all([hashPassword('correct horse battery'), hashPassword('correct horse battery')])
  expect(one).toMatch(/^scrypt\$32768\$8\$2\$/)
  expect(one).not.toBe(two)
  expect(one).not.toContain('horse')
  expect(await verifyPassword('correct horse battery', one)).toBe(true)
  expect(await verifyPassword('correct horse batterz', one)).toBe(false)
})

test('one who has no password is worked on as hard as one who has, and never let in', async () => {
  const started = process.cpuUsage()
  expect(await verifyPassword('', null)).toBe(false)
  expect(await verifyPassword('AAAAAAAAAAAAAAAAAAAAAA', null)).toBe(false)
  expect(process.cpuUsage(started).user).toBeGreaterThan(20_000)
})

test('the same characters typed in another form of Unicode are the same password', async () => {
  const hash = await cheap.hash('pässwört is long')
  expect(await cheap.verify('pässwört is long'.normalize('NFD'), hash)).toBe(true)
})

test('a hash of lower cost, stored before, still holds', async () => {
  const { scryptSync } = await import('node:crypto')
  const salt = Buffer.alloc(16, 7)
  const hash = scryptSync('of another year', salt, 32, { N: 1024, r: 8, p: 1 })
  const stored = `scrypt$1024$8$1$${salt.toString('base64url')}$${hash.toString('base64url')}`
  expect(await verifyPassword('of another year', stored)).toBe(true)
})

test('many at once are all answered', async () => {
  const hash = await cheap.hash('one of many at once')
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, i) => cheap.verify('one of many at once', i % 2 ? hash : null)),
  )
  expect(answers).toEqual([false, true, false, true, false, true])
})

test.each([
  ['short', 'elevenchars', []],
  ['as long as a book', 'ab cde'.repeat(50), []],
  ['of few characters', 'aaaabbbbaaaabbbb', []],
  ['that is the address', 'Ada@example.org!', ['ada@example.org', 'Ada']],
])('a password that is %s is refused without being told', (_why, password, about) => {
  expect(() => refuseWeakPassword(password, about)).toThrow(expect.objectContaining({ code: 'PASSWORD_WEAK' }))
  try {
    refuseWeakPassword(password, about)
  } catch (thrown) {
    expect(JSON.stringify([thrown, String(thrown)])).not.toContain(password)
  }
})

test('a long one is taken as it is', () => {
  refuseWeakPassword('twelve chars', ['ada@example.org', 'Ada'])
})
