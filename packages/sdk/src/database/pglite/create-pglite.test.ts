import { expect, test } from 'vitest'
import { createPglite } from './create-pglite.ts'

test('each is empty, whatever was written to those before it', async () => {
  for (let made = 0; made < 4; made++) {
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
