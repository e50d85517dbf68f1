import { readFile, writeFile } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { startPostgres } from '../../../../../test/postgres.ts'
import { testRing } from '../../../test/store.ts'
import { openStore } from '../open-store.ts'
import { applicationRole } from './application-role.ts'

const server = await startPostgres(undefined, { own: true })
afterAll(() => server.stop())

test('the application role signs in with the password that is kept sealed, where the server asks for one', async () => {
  const owner = new pg.Client({ connectionString: server.url })
  await owner.connect()
  const { rows } = await owner.query<{ file: string }>("select current_setting('hba_file') as file")
  const file = rows[0]?.file ?? ''
  const role = applicationRole('postgres')
  await writeFile(file, `host all ${role} 127.0.0.1/32 scram-sha-256\n${await readFile(file, 'utf8')}`)
  await owner.query('select pg_reload_conf()')
  const sign = async (password: string) => {
    const client = new pg.Client({ connectionString: server.url.replace('postgres@', `${role}:${password}@`) })
    try {
      await client.connect()
    } finally {
      await client.end()
    }
  }
  for (const _ of ['the first start', 'the second']) {
    const store = await openStore({ engine: 'postgres', url: server.url }, testRing)
    await store.proveIsolation()
    await store.close()
  }
  await expect(sign('guessed')).rejects.toMatchObject({ code: '28P01' })
  await owner.end()
})
