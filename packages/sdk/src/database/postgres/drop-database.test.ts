import { randomBytes } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { connect } from '../connect.ts'
import { dropDatabase } from './drop-database.ts'
import { inDatabase } from './in-database.ts'

test('a role that may not end everybody waits for who goes by himself, as a vacuum of the server does', async () => {
  const { url } = inject('testServer')
  const name = `understudy_drop_${randomBytes(4).toString('hex')}`
  await using server = await connect(url)
  await server.execute(`create role ${name} login createdb`)
  try {
    const own = new URL(url)
    own.username = name
    await using role = await connect(own.href)
    await role.query(`create database ${name}`)
    await using mine = await connect(inDatabase(own.href, name))
    await mine.query('select 1')
    const other = await connect(inDatabase(url, name), { maxConnections: 1 })
    await other.query('select 1')
    await expect(role.query(`drop database ${name} with (force)`)).rejects.toThrow('permission denied')
    const dropped = dropDatabase(role, name)
    setTimeout(() => void other.close(), 300)
    await dropped
    expect(await server.query('select 1 from pg_database where datname = $1', [name])).toEqual([])
  } finally {
    await server.execute(`drop database if exists ${name} with (force)`)
    await server.execute(`drop role ${name}`)
  }
})
