import { expect, test } from 'vitest'
import { serverOf, withCredentials } from './credentials.ts'

const known = [
  'postgres://me:one@host/app',
  'postgres://me:two@host:5433/app',
  'postgres://you:th%40ree@host/app?sslmode=require',
  'postgresql:///app?host=/run&user=me&password=four',
  'postgres://open@trusted/app',
]

test.each([
  ['postgres://me@host/understudy_a', 'postgres://me:one@host/understudy_a'],
  ['postgresql://me@host:5432/postgres?sslmode=prefer', 'postgresql://me:one@host:5432/postgres?sslmode=prefer'],
  ['postgres://me@host:5433/app', 'postgres://me:two@host:5433/app'],
  ['postgres://you@host/app', 'postgres://you:th%40ree@host/app'],
  ['postgresql:///other?host=/run&user=me', 'postgresql:///other?host=/run&user=me&password=four'],
  ['postgres://me@elsewhere/app', 'postgres://me@elsewhere/app'],
  ['postgres://other@host/app', 'postgres://other@host/app'],
  ['postgres://open@trusted/b', 'postgres://open@trusted/b'],
  ['sqlite:a.db', 'sqlite:a.db'],
])('%s is opened as %s', (url, opened) => expect(withCredentials(url, known)).toBe(opened))

test('a server is the same for all of its databases, and another for another user', () => {
  expect(serverOf('postgres://me@host/a')).toBe(serverOf('postgresql://me:pw@host:5432/b?sslmode=require'))
  expect(serverOf('postgres://me@host/a')).not.toBe(serverOf('postgres://you@host/a'))
})
