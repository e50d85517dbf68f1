import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { testInFull } from '../../../../../test/full.ts'
import { connectPglite } from './connect.ts'

const available = "select name from pg_catalog.pg_available_extensions where name = 'vector'"

test('where pgvector for PGlite is installed, vectors are one statement away', async () => {
  await using database = await connectPglite('')
  expect(await database.query(available)).toEqual([{ name: 'vector' }])
  await database.execute('create extension vector')
  const text = "select '[3,4]'::vector <-> '[0,0]' as distance"
  expect(await database.query(text)).toEqual([{ distance: 5 }])
})

/** A process in which the package resolves as it does where nobody has installed it. */
const without = `
  import { registerHooks } from 'node:module'
  registerHooks({
    resolve(name, context, next) {
      if (name !== '@electric-sql/pglite-pgvector') return next(name, context)
      throw Object.assign(new Error('Cannot find package ' + name), { code: 'ERR_MODULE_NOT_FOUND' })
    },
  })
  const { connectPglite } = await import(${JSON.stringify(join(import.meta.dirname, 'connect.ts'))})
  const database = await connectPglite('')
  console.log(JSON.stringify([await database.query('select 1 as one'), await database.query(${JSON.stringify(available)})]))
  await database.close()
`

testInFull('where it is not installed, PGlite opens as it did, without vectors', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', without])
  expect(JSON.parse(stdout)).toEqual([[{ one: 1 }], []])
})
