import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import { engines, testRing, testStoreConfig, testTeam } from '../../test/store.ts'
import { openStore } from '../store/open-store.ts'
import { createBell } from './bell.ts'
import { createHub, type HubOptions } from './hub.ts'
import { writeEvents } from './outbox.ts'
import { eventStream, type StreamOptions } from './stream.ts'

describe.each(engines)('a stream of events on %s', async (engine) => {
  const store = await openStore(await testStoreConfig(engine, 'stream'), testRing)
  afterAll(() => store.close())
  const hubs: { close(): void }[] = []
  afterAll(() => {
    for (const hub of hubs) hub.close()
  })

  function hubWith(options: Partial<HubOptions> = {}) {
    const bell = createBell()
    const failures: unknown[] = []
    const hub = createHub({ store, bell, reportFailure: (thrown) => failures.push(thrown), pollMs: 60_000, ...options })
    hubs.push(hub)
    return { hub, bell, failures }
  }
  async function write(team: string, count: number): Promise<void> {
    const events = Array.from({ length: count }, (_, i) => ({
      type: i % 2 === 0 ? ('job.progressed' as const) : ('dataset.published' as const),
      subject: `thing:${i}`,
      data: { text: 'two\nlines' },
    }))
    const outgoing = { team, actor: 'system', at: new Date(0), newId: () => randomUUID() }
    await store.team(team, (tx) => writeEvents(tx, outgoing, events))
  }
  const options = (team: string, rest: Partial<StreamOptions> = {}): StreamOptions => ({
    team,
    after: undefined,
    stillAllowed: async () => true,
    now: () => new Date(),
    ...rest,
  })

  test('a reader that begins at the beginning hears all in order, each as one message', async () => {
    const { hub } = hubWith()
    const team = await testTeam(store)
    await write(team, 5)
    const reader = readerOf(await eventStream(hub, options(team, { after: 0 })))
    const messages = await reader.events(5)
    expect(messages.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5])
    expect(messages[0]).toMatchObject({
      event: 'job.progressed',
      data: { subject: 'thing:0', data: { text: 'two\nlines' } },
    })
    await reader.cancel()
  })

  test('a reader that names no position hears what happens from now on', async () => {
    const { hub, bell } = hubWith()
    const team = await testTeam(store)
    await write(team, 3)
    const reader = readerOf(await eventStream(hub, options(team)))
    await write(team, 1)
    bell.ring(team)
    expect((await reader.events(1)).map(({ id }) => id)).toEqual([4])
    await reader.cancel()
  })

  test('a reader that comes back with the last id misses nothing and hears nothing twice', async () => {
    const { hub, bell } = hubWith()
    const team = await testTeam(store)
    const first = readerOf(await eventStream(hub, options(team, { after: 0 })))
    await write(team, 4)
    bell.ring(team)
    const heard = await first.events(2)
    await first.cancel()
    await write(team, 700)
    const last = heard.at(-1)!.id
    const second = readerOf(await eventStream(hub, options(team, { after: last })))
    const rest = await second.events(704 - last)
    expect([...heard, ...rest].map(({ id }) => id)).toEqual(Array.from({ length: 704 }, (_, i) => i + 1))
    await second.cancel()
  })

  test('a reader that resumes beside one that has heard all gets only what it lacks', async () => {
    const { hub, bell } = hubWith()
    const team = await testTeam(store)
    const first = readerOf(await eventStream(hub, options(team)))
    await write(team, 5)
    bell.ring(team)
    await first.events(5)
    const second = readerOf(await eventStream(hub, options(team, { after: 3 })))
    expect((await second.events(2)).map(({ id }) => id)).toEqual([4, 5])
    await Promise.all([first.cancel(), second.cancel()])
  })

  test('what another process writes is seen without a bell', async () => {
    const { hub } = hubWith({ pollMs: 20 })
    const team = await testTeam(store)
    const reader = readerOf(await eventStream(hub, options(team)))
    await write(team, 1)
    expect((await reader.events(1)).map(({ id }) => id)).toEqual([1])
    await reader.cancel()
  })

  test('a quiet stream says that it is alive', async () => {
    const { hub } = hubWith()
    const team = await testTeam(store)
    const reader = readerOf(await eventStream(hub, options(team, { heartbeatMs: 10 })))
    expect(await reader.until(': alive\n\n')).toContain('retry: ')
    await reader.cancel()
  })

  test('a position that this team has never had, or keeps no more, is answered with where to begin anew', async () => {
    const { hub } = hubWith()
    const team = await testTeam(store)
    await write(team, 4)
    const ahead = readerOf(await eventStream(hub, options(team, { after: 99 })))
    expect(await ahead.events(1)).toEqual([{ id: 4, event: 'stream.reset', data: { position: 4 } }])
    await ahead.cancel()
    await store.team(team, (tx) =>
      tx.deleteFrom('events').where('team_id', '=', team).where('position', '<', 3).execute(),
    )
    const behind = readerOf(await eventStream(hub, options(team, { after: 1 })))
    expect((await behind.events(3)).map(({ id, event }) => `${id} ${event}`)).toEqual([
      '2 stream.reset',
      '3 job.progressed',
      '4 dataset.published',
    ])
    await behind.cancel()
  })

  test('only what was asked for is sent, and the position goes on past the rest', async () => {
    const { hub } = hubWith()
    const team = await testTeam(store)
    await write(team, 6)
    const only = options(team, { after: 0, only: ({ type }) => type === 'dataset.published' })
    const reader = readerOf(await eventStream(hub, only))
    expect((await reader.events(3)).map(({ id }) => id)).toEqual([2, 4, 6])
    await reader.cancel()
  })

  test("another team's events are on no stream but its own", async () => {
    const { hub, bell } = hubWith()
    const [mine, theirs] = [await testTeam(store), await testTeam(store)]
    const reader = readerOf(await eventStream(hub, options(mine)))
    await write(theirs, 3)
    bell.ring(theirs)
    await write(mine, 1)
    bell.ring(mine)
    expect(await reader.events(1)).toMatchObject([{ id: 1, data: { subject: 'thing:0' } }])
    await reader.cancel()
  })

  test('a right that has ended ends the stream before the next event', async () => {
    const { hub, bell } = hubWith()
    const team = await testTeam(store)
    let time = 0
    let allowed = true
    const may = { stillAllowed: async () => allowed, now: () => new Date(time) }
    const reader = readerOf(await eventStream(hub, options(team, may)))
    await write(team, 1)
    bell.ring(team)
    await reader.events(1)
    allowed = false
    time += 600
    await write(team, 1)
    bell.ring(team)
    expect(await reader.rest()).toBe('')
    expect(hub.openStreams()).toBe(0)
  })

  test('a reader that does not read is kept no events for, and is cut off after a while', async () => {
    const { hub, bell } = hubWith()
    const team = await testTeam(store)
    let asked = 0
    const watched = {
      ...hub,
      open: async (id: string) => {
        const subscription = await hub.open(id)
        return {
          ...subscription,
          next: (...given: Parameters<typeof subscription.next>) => {
            asked += 1
            return subscription.next(...given)
          },
        }
      },
    }
    const stream = await eventStream(watched, options(team, { after: 0, stallMs: 40 }))
    const reader = stream.getReader()
    await reader.read()
    await write(team, 50)
    bell.ring(team)
    await expect(reader.closed).rejects.toThrow('takes nothing')
    expect(asked).toBe(0)
    expect(hub.openStreams()).toBe(0)
  })

  test('more streams than there may be are refused, and one that ends makes room', async () => {
    const { hub } = hubWith({ streamsPerTeam: 2, streams: 3 })
    const [one, two] = [await testTeam(store), await testTeam(store)]
    const open = (team: string) => eventStream(hub, options(team))
    const first = await open(one)
    await open(one)
    await expect(open(one)).rejects.toMatchObject({ code: 'STREAMS_LIMITED' })
    await open(two)
    await expect(open(two)).rejects.toMatchObject({ code: 'STREAMS_LIMITED' })
    await first.cancel()
    await open(two)
    expect(hub.openStreams()).toBe(3)
  })

  test('a thousand readers hear an event out of one look at the outbox', async () => {
    let looks = 0
    const counting: typeof store.readTeam = (team, work) => {
      looks += 1
      return store.readTeam(team, work)
    }
    const { hub, bell } = hubWith({ store: { readTeam: counting }, streamsPerTeam: 1000 })
    const team = await testTeam(store)
    const open = () => eventStream(hub, options(team))
    const readers = await Promise.all(Array.from({ length: 1000 }, async () => readerOf(await open())))
    const hearing = Promise.all(readers.map((reader) => reader.events(1)))
    looks = 0
    await write(team, 1)
    bell.ring(team)
    expect((await hearing).every(([message]) => message!.id === 1)).toBe(true)
    expect(looks).toBeLessThan(5)
    await Promise.all(readers.map((reader) => reader.cancel()))
    expect(hub.openStreams()).toBe(0)
  })

  test('when the server closes every stream ends as a whole one', async () => {
    const { hub } = hubWith()
    const reader = readerOf(await eventStream(hub, options(await testTeam(store))))
    const rest = reader.rest()
    hub.close()
    expect(await rest).toBe('retry: 2000\n\n')
  })

  test('a look that fails is reported, and the next one brings what was missed', async () => {
    let broken = false
    const failing: typeof store.readTeam = (team, work) =>
      broken ? Promise.reject(new Error('gone')) : store.readTeam(team, work)
    const { hub, bell, failures } = hubWith({ store: { readTeam: failing } })
    const team = await testTeam(store)
    const reader = readerOf(await eventStream(hub, options(team)))
    await write(team, 1)
    broken = true
    bell.ring(team)
    await expect.poll(() => failures.length).toBe(1)
    broken = false
    bell.ring(team)
    expect((await reader.events(1)).map(({ id }) => id)).toEqual([1])
    await reader.cancel()
  })
})

interface Message {
  readonly id: number
  readonly event: string
  readonly data: Record<string, unknown>
}

/** Reads as EventSource does: messages end with an empty line, and lines that begin with a colon say nothing. */
function readerOf(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let text = ''
  async function more(): Promise<boolean> {
    const { done, value } = await reader.read()
    if (value !== undefined) text += decoder.decode(value, { stream: true })
    return !done
  }
  return {
    async events(count: number): Promise<Message[]> {
      const found: Message[] = []
      for (;;) {
        for (let end = text.indexOf('\n\n'); end >= 0 && found.length < count; end = text.indexOf('\n\n')) {
          const fields = new Map(
            text
              .slice(0, end)
              .split('\n')
              .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
          )
          text = text.slice(end + 2)
          if (!fields.has('data')) continue
          found.push({
            id: Number(fields.get('id')),
            event: fields.get('event')!,
            data: JSON.parse(fields.get('data')!),
          })
        }
        if (found.length === count) return found
        if (!(await more())) throw new Error(`the stream ended after ${found.length} events`)
      }
    },
    async until(part: string): Promise<string> {
      while (!text.includes(part)) if (!(await more())) throw new Error('the stream ended')
      return text
    },
    async rest(): Promise<string> {
      while (await more());
      return text
    },
    cancel: () => reader.cancel(),
  }
}
