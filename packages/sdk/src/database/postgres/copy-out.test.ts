import { PassThrough } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from 'pg'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { connect } from '../connect.ts'
import { giveBackRoom, isRoom, takeRoom } from './chunk-pool.ts'
import { CopyOut } from './copy-out.ts'

const url = await testDatabase('copy_out')

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const chunk of chunks) all.push(Buffer.from(chunk))
  return Buffer.concat(all)
}

test('a connection serves on after a COPY whose end came while the reader was behind', async () => {
  await using database = await connect(url, { maxConnections: 1 })
  for (const megabytes of [1, 4, 16]) {
    const chunks: number[] = []
    const copy = `copy (select repeat('x', ${megabytes} * 1024 * 1024)) to stdout`
    for await (const chunk of database.copy!.out(copy)) {
      if (chunks.length === 0) await pause(50)
      chunks.push(chunk.length)
    }
    expect(chunks.reduce((sum, length) => sum + length, 0)).toBe(megabytes * 1024 * 1024 + 1)
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }])
  }
})

test('rows of all lengths come as they are, wherever the network breaks them', async () => {
  await using database = await connect(url, { maxConnections: 1 })
  const query = 'select repeat(chr(97 + n % 26), (n * 7919) % 70001) as text from generate_series(0, 199) n'
  const expected = (await database.query<{ text: string }>(query)).map(({ text }) => `${text}\n`).join('')
  expect((await bytesOf(database.copy!.out(`copy (${query}) to stdout`))).toString() === expected).toBe(true)
})

test.each([
  ...[100, 65_535, 65_536, 65_540, 100_000, 1_000_000].map((size) => [size, false] as const),
  ...[100, 65_536, 1_000_000].map((size) => [size, true] as const),
])('rows come as they are, %i bytes at a time (chunks are lent: %s)', async (size, lends) => {
  const rows = Array.from({ length: 3000 }, (_, n) =>
    Buffer.alloc((n * 7919) % (n % 100 === 7 ? 150_001 : 401), 97 + (n % 26)),
  )
  const messages = rows.flatMap((row) => {
    const header = Buffer.from('d....')
    header.writeInt32BE(4 + row.length, 1)
    return [header, row]
  })
  const bytes = Buffer.concat([...messages, Buffer.from('Z\0\0\0\x05I')])
  const stream = new PassThrough({ highWaterMark: bytes.length })
  const copy = new CopyOut(
    'copy',
    async () => {},
    lends,
    () => {},
  )
  // As pg does, which is given what is no row.
  stream.on('data', () => copy.handleReadyForQuery())
  copy.submit({ stream } as unknown as Connection)
  const all = bytesOf(copy.chunks())
  for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size))
  stream.end()
  expect((await all).equals(Buffer.concat(rows))).toBe(true)
})

test('a notice and an error between rows are no rows', async () => {
  await using database = await connect(url, { maxConnections: 1 })
  await database.execute(`
    create function tells(n integer) returns integer language plpgsql as $$
      begin if n = 900 then raise division_by_zero; end if; raise notice 'at %', n; return n; end $$`)
  const copy = (rows: number) => `copy (select tells(n) from generate_series(1, ${rows}) n) to stdout`
  const rows = (await bytesOf(database.copy!.out(copy(500)))).toString()
  expect(rows.trimEnd().split('\n').map(Number)).toEqual(Array.from({ length: 500 }, (_, n) => n + 1))
  await expect(bytesOf(database.copy!.out(copy(1000)))).rejects.toMatchObject({ code: 'QUERY_FAILED' })
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }])
})

test('chunks that are lent come back, also of readers that stop or fail, and the others stay as they are', async () => {
  await using database = await connect(url, { maxConnections: 1 })
  const copy = 'copy (select repeat(chr(97 + n % 26), 60000) from generate_series(1, 100) n) to stdout'
  const rooms = () => {
    const taken = Array.from({ length: 100 }, takeRoom).filter(isRoom)
    for (const room of taken) giveBackRoom(room)
    return taken.length
  }
  const before = rooms()
  const lent = await bytesOf(database.copy!.out(copy, { lends: true }))
  const kept: Uint8Array[] = []
  for await (const chunk of database.copy!.out(copy)) kept.push(chunk)
  expect(Buffer.concat(kept).equals(lent)).toBe(true)
  for await (const chunk of database.copy!.out(copy, { lends: true })) {
    expect(isRoom(chunk)).toBe(true)
    // More of it comes meanwhile, which nobody will read.
    await pause(50)
    expect(rooms()).toBeLessThan(before - 1)
    break
  }
  await expect(bytesOf(database.copy!.out('copy (select 1 / 0) to stdout', { lends: true }))).rejects.toThrow()
  expect(rooms()).toBe(before)
})
