import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testInFull } from '../../../../../test/full.ts'
import { createPglite, createPgliteIn, openPglite } from './create-pglite.ts'

test('each is empty, whatever was written to those before it', async () => {
  for (let made = 0; made < 2; made++) {
    const engine = await createPglite()
    try {
      await engine.exec('create table written (id integer); create role writer')
      const own = await engine.query('select relname from pg_class where oid >= 16384')
      expect(own.rows).toEqual([{ relname: 'written' }])
    } finally {
      await engine.close()
    }
  }
})

testInFull('one in a folder is empty too, keeps what is written, and may be the first of its process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-pglite-'))
  try {
    const engine = await createPgliteIn(join(folder, 'new'))
    expect((await engine.query('select from pg_class where oid >= 16384')).rows).toEqual([])
    await engine.exec('create table written (id integer)')
    await engine.close()
    const again = await openPglite({ dataDir: join(folder, 'new') })
    expect((await again.query('select relname from pg_class where oid >= 16384')).rows).toEqual([
      { relname: 'written' },
    ])
    await again.close()
  } finally {
    await rm(folder, { recursive: true })
  }
})
