import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { isFull } from '../../../../test/full.ts'
import { openAdmin } from '../../src/admin/open-admin.ts'
import { parseApiKey } from '../../src/auth/api-key-text.ts'
import { insertKey } from '../../src/services/keys/create-key.ts'
import { startServer } from '../../src/start-server.ts'
import { personsOf } from '../persons.ts'
import { testKey } from '../store.ts'

const teams = isFull ? 5 : 2
const streams = 200
const crowd = teams * streams

/** Over sockets, as readers come. */
describe(`${crowd} streams`, async () => {
  const data = await mkdtemp(join(tmpdir(), 'understudy-crowd-'))
  const lines: string[] = []
  const unlimited = { burst: 1e12, perSecond: 1 }
  const config = { data, key: testKey, port: 0, rates: { caller: unlimited, network: unlimited } }
  const server = await startServer(config, { writeLog: (line) => lines.push(line) })
  const admin = await openAdmin({ data, key: testKey })
  const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY })
  afterAll(async () => {
    agent.destroy()
    await admin[Symbol.asyncDispose]()
    await server.close()
    await rm(data, { recursive: true, force: true })
  })
  const { services } = admin
  const { team: newTeam } = personsOf(services)
  const keyOf = async (team: string) => {
    const scopes = ['events.read', 'datasets.write'] as const
    const input = { name: 'k', scopes, days: 1, team, createdBy: 'system' }
    return (await services.store.system((tx) => insertKey(services, tx, input))).text
  }
  const all = await Promise.all(
    Array.from({ length: teams }, async (_, i) => {
      const team = await newTeam(`crowd-${i}`)
      return { slug: `crowd-${i}`, team, key: await keyOf(team) }
    }),
  )

  async function listen(
    slug: string,
    key: string,
  ): Promise<{ answer: IncomingMessage; told: () => string; ended: Promise<void> }> {
    const request = get(`${server.url}/api/events?team=${slug}`, { agent, headers: { authorization: `Bearer ${key}` } })
    const [answer]: IncomingMessage[] = await once(request, 'response')
    if (!answer) throw new Error('no answer came')
    let text = ''
    answer.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
    // Cut off or ended whole: the test says which it expects.
    const ended = new Promise<void>((resolve, reject) => answer.on('end', resolve).on('error', reject))
    ended.catch(() => {})
    return { answer, told: () => text, ended }
  }
  const created = async (slug: string, key: string, name: string) => {
    const answer = await fetch(`${server.url}/api/teams/${slug}/datasets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    })
    expect(answer.status).toBe(201)
  }

  test('each hear of their own team and of no other, while others are answered, and end whole', {
    timeout: 120_000,
  }, async () => {
    const open: (Awaited<ReturnType<typeof listen>> & { slug: string })[] = []
    for (let round = 0; round < streams; round += 50) {
      const some = all.flatMap(({ slug, key }) => Array.from({ length: 50 }, () => ({ slug, key })))
      open.push(...(await Promise.all(some.map(async ({ slug, key }) => ({ slug, ...(await listen(slug, key)) })))))
    }
    expect(open.map(({ answer }) => answer.statusCode)).toEqual(open.map(() => 200))
    expect(open).toHaveLength(crowd)
    const more = await listen(all[0]!.slug, all[0]!.key)
    expect(more.answer.statusCode).toBe(429)

    for (const { slug, key } of all) await created(slug, key, `of-${slug}`)
    await expect
      .poll(() => open.filter(({ slug, told }) => told().includes(`of-${slug}`)).length, { timeout: 30_000 })
      .toBe(crowd)
    for (const { slug, told } of open) {
      expect(all.filter((one) => told().includes(`of-${one.slug}`)).map((one) => one.slug)).toEqual([slug])
    }
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toContain(`understudy_event_streams ${crowd}`)

    // Whoever leaves makes room for another.
    open[0]!.answer.destroy()
    await expect
      .poll(async () => (await listen(all[0]!.slug, all[0]!.key)).answer.statusCode, { timeout: 10_000 })
      .toBe(200)

    // Those of a key that is revoked hear of nothing that is done a second later, and end by it.
    const { slug, team, key } = all[1]!
    const another = await keyOf(team)
    await services.store.system((tx) =>
      tx
        .updateTable('api_keys')
        .set({ revoked_at: services.now().toISOString() })
        .where('id', '=', parseApiKey(key)?.id ?? '')
        .execute(),
    )
    // A right that was looked at is believed for half a second.
    await pause(1000)
    await created(slug, another, 'after-the-end')
    const theirs = open.filter((one) => one.slug === slug)
    await Promise.all(theirs.map(({ ended }) => ended))
    expect(theirs.filter(({ told }) => told().includes('after-the-end'))).toEqual([])

    await server.close()
    await Promise.all(open.filter((one) => one !== open[0]).map(({ ended }) => ended))
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([])
  })
})
