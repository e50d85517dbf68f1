import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { ownClones, poolIn } from '../../../../test/own-clones.ts'
import { openSavepointWorlds } from './open-savepoint-worlds.ts'

const own = await ownClones('create table notes (id int primary key, text text)')
let answers = 0

/** Stands between a client and its server and counts how often the server says that it is ready: once a round trip. */
const proxy = createServer((client) => {
  const { hostname, port } = new URL(own.url)
  const server = connect(Number(port), hostname)
  let rest = Buffer.alloc(0)
  server.on('data', (data) => {
    rest = Buffer.concat([rest, data])
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      if (rest[0] === 'Z'.charCodeAt(0)) answers++
      rest = rest.subarray(1 + rest.readInt32BE(1))
    }
    client.write(data)
  })
  client.on('data', (data) => server.write(data))
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const)
    one.on('close', () => other.destroy()).on('error', () => other.destroy())
})
proxy.listen(0, '127.0.0.1')
await once(proxy, 'listening')
const through = new URL(own.url)
through.host = `127.0.0.1:${portOf(proxy.address())}`
const worlds = await openSavepointWorlds({
  url: through.href,
  clones: { refused: 'none is needed' },
  leaks: { query: 'select 1', read: () => ({ leaks: [], repair: undefined }) },
})
await (await worlds.open({})).close()
afterAll(async () => {
  await worlds.close()
  proxy.close()
})

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')
  return address.port
}

async function roundTrips(work: () => Promise<unknown>): Promise<number> {
  const before = answers
  await work()
  return answers - before
}

test('opening and closing a world are one round trip each', async () => {
  expect(await roundTrips(async () => (await worlds.open({})).close())).toBe(2)
})

test('a statement is one round trip, an error two, and a transaction as many as it has statements', async () => {
  await using world = await worlds.open({})
  const pool = poolIn(world)
  expect(await roundTrips(() => pool.query("insert into notes values (1, 'a')"))).toBe(1)
  expect(await roundTrips(() => pool.query('insert into notes values ($1, $2)', [2, 'b']))).toBe(1)
  expect(await roundTrips(() => world.database.query('select text from notes'))).toBe(1)
  const failing = () => pool.query("insert into notes values (1, 'a')").catch(() => pool.query('select 1'))
  expect(await roundTrips(failing)).toBe(3)
  const client = await pool.connect()
  const transaction = async () => {
    for (const text of ['begin', "insert into notes values (3, 'c')", 'commit']) await client.query(text)
  }
  expect(await roundTrips(transaction)).toBe(3)
  client.release()
})
