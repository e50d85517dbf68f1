import { createServer, connect as dial } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import type { Session } from '../adapter.ts'
import { connect } from '../connect.ts'
import { inFlight, together } from '../flight.ts'

const url = await testDatabase('pipeline')
const database = await connect(url, { maxConnections: 1 })
afterAll(() => database.close())

const one = (session: Pick<Session, 'query'>, text: string) => session.query<{ n: number }>(`select ${text} as n`)

/** Lets nothing of the server's through, once it is told to, until the client has sent a text. */
async function holding(text: string) {
  let held: Buffer[] | undefined
  let sent = ''
  const server = createServer((client) => {
    const behind = dial(Number(new URL(url).port || 5432), new URL(url).hostname)
    client.on('data', (bytes) => {
      behind.write(bytes)
      sent += bytes.toString('latin1')
      if (!held || !sent.includes(text)) return
      for (const one of held.splice(0)) client.write(one)
      held = undefined
    })
    behind.on('data', (bytes) => (held ? held.push(bytes) : client.write(bytes)))
    for (const [from, to] of [
      [client, behind],
      [behind, client],
    ] as const) {
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(typeof address === 'object' ? address?.port : address)
  return {
    url: through.href,
    hold: () => {
      held = []
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

test('statements of a flight wait for no answer to one another, and each has its own', async () => {
  const network = await holding('select 3 as n')
  await using slow = await connect(network.url, { maxConnections: 1 })
  const answers = await slow.session((session) => {
    network.hold()
    return inFlight(session, (reader) => Promise.all(['1', '2', '3'].map((text) => one(reader, text))))
  })
  expect(answers).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]])
  await slow.close()
  await network.close()
})

test('the first statement that fails is told, and what is around the flight goes on', async () => {
  const answers = await database.transaction(async (transaction) => {
    const thrown = await failure(
      transaction.transaction((inner) =>
        inFlight(inner, (reader) =>
          together({ a: one(reader, '1'), b: one(reader, '1 / 0'), c: one(reader, '3'), d: one(reader, 'nothing') }),
        ),
      ),
    )
    expect(thrown).toMatchObject({ code: 'QUERY_FAILED', details: { sqlstate: '22012' } })
    return await one(transaction, '4')
  })
  expect(answers).toEqual([{ n: 4 }])
})

test('a flight is over when its statements are, also where nobody waits for them', async () => {
  const answers = await database.session(async (session) => {
    const left = await inFlight(session, async (reader) => [
      one(reader, '(select 1 from pg_sleep(0.05))'),
      one(reader, '2'),
    ])
    return [...(await Promise.all(left)), await one(session, '3')]
  })
  expect(answers).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]])
})

test('a flight that is cancelled ends, and its connection serves on', async () => {
  const stop = new AbortController()
  const work = database.transaction(
    (transaction) =>
      inFlight(transaction, (reader) => {
        const asked = together({
          a: one(reader, '(select 1 from pg_sleep(60))'),
          b: one(reader, '(select 2 from pg_sleep(60))'),
        })
        setTimeout(() => stop.abort(), 50)
        return asked
      }),
    { signal: stop.signal },
  )
  expect(await failure(work)).toMatchObject({ code: 'CANCELLED' })
  expect(await one(database, '3')).toEqual([{ n: 3 }])
})
