import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { placeOf } from './place-of.ts'

test.each([
  'postgres://me:secret@localhost:5432/shop',
  'postgresql://127.0.0.1/shop?sslmode=disable',
  'postgres://[::1]:5432/shop',
  'postgres:///shop',
  'postgres://me@/shop?host=/var/run/postgresql',
  'postgres://me@LOCALHOST/%73hop',
])('%s is the database shop of this machine', (url) => {
  expect(placeOf(url)).toBe('postgres localhost:5432/shop')
})

test.each([
  ['postgres://db.example.com/shop', 'postgres db.example.com:5432/shop'],
  ['postgres://me@DB.example.com.:5433/shop', 'postgres db.example.com:5433/shop'],
  ['postgres://h:80/shop', 'postgres h:80/shop'],
  ['postgres://me@h', 'postgres h:5432/me'],
  ['postgres://u:p%40:9@h:81/shop', 'postgres h:81/shop'],
])('%s is %s', (url, place) => {
  expect(placeOf(url)).toBe(place)
})

test('databases that differ in host, port or name are written differently', () => {
  const urls = ['postgres://a/x', 'postgres://b/x', 'postgres://a:1/x', 'postgres://a/y', 'pglite:x', 'sqlite:x']
  expect(new Set(urls.map(placeOf)).size).toBe(urls.length)
})

test('a file is one file, however its path is written, through a link too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-place-'))
  writeFileSync(join(folder, 'a.db'), '')
  symlinkSync(join(folder, 'a.db'), join(folder, 'b.db'))
  expect(placeOf(`sqlite://${folder}/../${folder.split('/').at(-1)}/a.db`)).toBe(placeOf(join(folder, 'b.db')))
})
