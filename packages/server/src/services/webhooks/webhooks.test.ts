import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { above } from '../../../test/above.ts'
import { callAs, TestClock } from '../../../test/services.ts'
import { engines, testSealer, testStore, testTeam } from '../../../test/store.ts'
import { createTrail } from '../../audit/trail.ts'
import type { Actor } from '../../auth/actor.ts'
import { createBell } from '../../events/bell.ts'
import { createOutgoingGuard } from '../../events/outgoing/guard.ts'
import { mostAttempts } from '../../events/webhooks/backoff.ts'
import { verifySignature } from '../../events/webhooks/signature.ts'
import { change } from '../change.ts'
import { createWebhook } from './create-webhook.ts'
import { type DeliveryServices, deliverDue } from './deliver-due.ts'
import { startDeliverer } from './deliverer.ts'
import { listDeliveries } from './list-deliveries.ts'
import { listWebhooks } from './list-webhooks.ts'
import { redeliver } from './redeliver.ts'
import { removeWebhook } from './remove-webhook.ts'
import { testWebhook } from './test-webhook.ts'
import { updateWebhook } from './update-webhook.ts'

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

describe.each(engines)('webhooks on %s', async (engine) => {
  const { testAbove } = above(engine)
  const store = await testStore(engine, 'webhooks')
  const sealer = await testSealer(store)
  const clock = new TestClock()
  const bell = createBell()
  const closers: (() => void)[] = []
  afterAll(() => {
    for (const close of closers) close()
  })
  const services = {
    store,
    sealer,
    bell,
    trail: createTrail(sealer),
    now: clock.now,
    newId: () => randomUUID(),
    receivers: { guard: createOutgoingGuard({ allow: ['127.0.0.1'] }), allowHttp: true },
    random: () => 0.5,
    timeoutMs: 2000,
  }
  const admin = (team: string): Actor => ({
    kind: 'user',
    id: 'u1',
    email: 'ada@example.com',
    name: 'Ada',
    isSystemAdmin: false,
    session: 's1',
    memberships: new Map([[team, 'admin']]),
  })
  const publish = (team: string, times = 1) =>
    change(services, callAs(admin(team)), team, async (_tx, note) => {
      for (let i = 0; i < times; i++)
        note.event({ type: 'dataset.published', subject: `dataset:${i}`, data: { version: i } })
    })
  const deliver = (team: string, changed: Partial<DeliveryServices> = {}) =>
    deliverDue({ ...services, ...changed }, team, new AbortController().signal)
  const deliveriesOf = async (team: string, webhook: string) => {
    const query = { team, webhook, before: undefined, limit: 100, status: undefined }
    return (await listDeliveries(services, callAs(admin(team)), query)).deliveries
  }

  type Answer = (received: Received, count: number, later: (status: number) => void) => number | undefined
  async function receiver(answer: Answer = () => 200) {
    const received: Received[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (text) => {
        body += text
      })
      request.on('end', () => {
        received.push({ headers: request.headers, body })
        const reply = (code: number) => response.writeHead(code, { location: '/elsewhere' }).end()
        const status = answer(received.at(-1)!, received.length, reply)
        if (status !== undefined) reply(status)
      })
    }).listen(0, '127.0.0.1')
    closers.push(() => {
      server.close()
      server.closeAllConnections()
    })
    await once(server, 'listening')
    return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
  }
  async function hooked(
    answer?: Parameters<typeof receiver>[0],
    types: Parameters<typeof createWebhook>[3]['types'] = [],
  ) {
    const team = await testTeam(store)
    const { received, url } = await receiver(answer)
    const webhook = await createWebhook(services, callAs(admin(team)), team, { url, types })
    return { team, received, webhook, url }
  }

  test('an event is delivered once, signed, under ids by which a receiver knows it again', async () => {
    const { team, received, webhook } = await hooked()
    await publish(team)
    expect(await deliver(team)).toBe(1)
    expect(await deliver(team)).toBe(0)
    expect(received).toHaveLength(1)
    const { headers, body } = received[0]!
    expect(JSON.parse(body)).toMatchObject({ type: 'dataset.published', position: 1, team, data: { version: 0 } })
    const signature = String(headers['understudy-signature'])
    expect(verifySignature(webhook.secret, signature, body, { now: clock.now() })).toBe(true)
    const [delivery] = await deliveriesOf(team, webhook.id)
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 1, responseStatus: 200, error: null, nextAt: null })
    expect(headers['understudy-delivery']).toBe(delivery!.id)
  })

  testAbove('only what was asked for is delivered, and nothing that happened before', async () => {
    const team = await testTeam(store)
    await publish(team)
    const { received, url } = await receiver()
    const call = callAs(admin(team))
    const webhook = await createWebhook(services, call, team, { url, types: ['webhook.tested'] })
    await publish(team)
    await testWebhook(services, call, { team, webhook: webhook.id })
    while ((await deliver(team)) > 0);
    expect(received.map(({ body }) => JSON.parse(body).type)).toEqual(['webhook.tested'])
  })

  testAbove(
    'one that is tried is sent the test whatever it asks for, and one that is silent cannot be tried',
    async () => {
      const team = await testTeam(store)
      const { received, url } = await receiver()
      const call = callAs(admin(team))
      const one = await createWebhook(services, call, team, { url, types: ['job.failed'] })
      await createWebhook(services, call, team, { url, types: ['job.failed'] })
      await testWebhook(services, call, { team, webhook: one.id })
      while ((await deliver(team)) > 0);
      expect(received.map(({ body }) => JSON.parse(body).subject)).toEqual([`webhook:${one.id}`])
      await updateWebhook(services, call, { team, webhook: one.id }, { active: false })
      await expect(testWebhook(services, call, { team, webhook: one.id })).rejects.toMatchObject({ code: 'CONFLICT' })
    },
  )

  testAbove('what failed is tried again later and later, and given up after the last attempt', async () => {
    const { team, received, webhook } = await hooked(() => 500)
    await publish(team)
    const waits: number[] = []
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      expect(await deliver(team)).toBe(1)
      expect(await deliver(team)).toBe(0)
      const [delivery] = await deliveriesOf(team, webhook.id)
      expect(delivery).toMatchObject({ attempts: attempt, responseStatus: 500, error: 'refused by the receiver' })
      if (delivery!.nextAt === null) break
      waits.push(Date.parse(delivery!.nextAt) - clock.ms)
      clock.ms = Date.parse(delivery!.nextAt)
    }
    expect(received).toHaveLength(mostAttempts)
    expect(waits).toHaveLength(mostAttempts - 1)
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect((await deliveriesOf(team, webhook.id))[0]).toMatchObject({ status: 'failed', nextAt: null })
    clock.pass(1_000_000)
    expect(await deliver(team)).toBe(0)
  })

  testAbove('a receiver that comes back gets what it missed, with the same id and a new signature', async () => {
    const { team, received, webhook } = await hooked((_received, count) => (count === 1 ? 503 : 204))
    await publish(team)
    await deliver(team)
    clock.pass(60)
    await deliver(team)
    expect(received[1]!.headers['understudy-delivery']).toBe(received[0]!.headers['understudy-delivery'])
    expect(received[1]!.headers['understudy-signature']).not.toBe(received[0]!.headers['understudy-signature'])
    expect((await deliveriesOf(team, webhook.id))[0]).toMatchObject({ status: 'delivered', attempts: 2 })
  })

  test('two processes that deliver at the same time send each delivery once', async () => {
    const { team, received } = await hooked()
    await publish(team, 30)
    const both = async () => {
      while ((await deliver(team)) > 0);
    }
    await Promise.all([both(), both(), both()])
    const ids = received.map(({ headers }) => headers['understudy-delivery'])
    expect([ids.length, new Set(ids).size]).toEqual([30, 30])
  })

  test('what a process was delivering when it died is delivered by another', async () => {
    const { team, webhook, received } = await hooked((_received, count) => (count === 1 ? undefined : 200))
    await publish(team)
    const stop = new AbortController()
    const dying = deliverDue(services, team, stop.signal)
    await expect.poll(() => received.length).toBe(1)
    expect((await deliveriesOf(team, webhook.id))[0]?.attempts).toBe(1)
    stop.abort()
    await dying
    expect((await deliveriesOf(team, webhook.id))[0]).toMatchObject({ status: 'pending', error: null })
    expect(await deliver(team)).toBe(0)
    clock.pass(10)
    expect(await deliver(team)).toBe(1)
    expect((await deliveriesOf(team, webhook.id))[0]).toMatchObject({ status: 'delivered', attempts: 2 })
  })

  test('an attempt that ends after another was begun changes nothing any more', async () => {
    let answerLate = () => {}
    const { team, webhook } = await hooked((_received, count, later) => {
      if (count === 1) answerLate = () => later(500)
      return count === 1 ? undefined : 503
    })
    await publish(team)
    const slow = deliver(team)
    await expect.poll(async () => (await deliveriesOf(team, webhook.id))[0]?.attempts).toBe(1)
    clock.pass(10)
    await deliver(team)
    const [second] = await deliveriesOf(team, webhook.id)
    answerLate()
    await slow
    expect(await deliveriesOf(team, webhook.id)).toEqual([second])
    expect(second).toMatchObject({ attempts: 2, responseStatus: 503 })
  })

  testAbove(
    'a redirect, a silence and an address that leads inside are failures that are told in plain words',
    async () => {
      const moved = await hooked(() => 302)
      const silent = await hooked(() => undefined)
      const inside = await hooked()
      for (const { team } of [moved, silent, inside]) await publish(team)
      await deliver(moved.team)
      await deliver(silent.team, { timeoutMs: 50 })
      await deliver(inside.team, { receivers: { guard: createOutgoingGuard(), allowHttp: true } })
      const told = await Promise.all(
        [moved, silent, inside].map(async ({ team, webhook }) => (await deliveriesOf(team, webhook.id))[0]?.error),
      )
      expect(told).toEqual([
        'redirects are not followed',
        'no answer in time',
        'its address leads to a network that is not allowed',
      ])
      expect([moved.received.length, inside.received.length]).toEqual([1, 0])
    },
  )

  test.each([
    ['http://169.254.169.254/latest/meta-data/', 'ADDRESS_REFUSED'],
    ['https://[::1]/', 'ADDRESS_REFUSED'],
    ['https://10.0.0.1/', 'ADDRESS_REFUSED'],
    ['https://user:secret@example.com/', 'REQUEST_INVALID'],
    ['ftp://example.com/', 'REQUEST_INVALID'],
    ['file:///etc/passwd', 'REQUEST_INVALID'],
    ['https://example.com/#x', 'REQUEST_INVALID'],
    ['no url', 'REQUEST_INVALID'],
  ])('a webhook to %s is refused when it is made: %s', async (url, code) => {
    const team = await testTeam(store)
    const made = createWebhook(services, callAs(admin(team)), team, { url, types: [] })
    await expect(made).rejects.toMatchObject({ code })
    expect(await listWebhooks(services, callAs(admin(team)), { team, limit: 9 })).toEqual({ webhooks: [], next: null })
  })

  testAbove('plain http is refused unless the operator allows it', async () => {
    const team = await testTeam(store)
    const strict = { ...services, receivers: { ...services.receivers, allowHttp: false } }
    const made = createWebhook(strict, callAs(admin(team)), team, { url: 'http://127.0.0.1/', types: [] })
    await expect(made).rejects.toMatchObject({ code: 'REQUEST_INVALID', message: expect.stringContaining('https') })
  })

  testAbove('the secret is shown once, and neither it nor the address is stored in clear', async () => {
    const { team, webhook, url } = await hooked()
    const {
      webhooks: [shown],
    } = await listWebhooks(services, callAs(admin(team)), { team, limit: 9 })
    expect(shown).toMatchObject({ id: webhook.id, url, active: true, types: [] })
    expect(JSON.stringify(shown)).not.toContain(webhook.secret)
    const stored = await store.readTeam(team, async (db) => [
      await db.selectFrom('webhooks').selectAll().execute(),
      await db.selectFrom('audit').selectAll().execute(),
    ])
    const text = JSON.stringify(stored, (_key, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    )
    expect(text).toContain('webhook.create')
    expect(text).not.toContain(webhook.secret.slice(6))
    expect(text).not.toContain(url)
  })

  testAbove(
    'a webhook that is not active is noted nothing for and sent nothing, and one that is gone takes its deliveries along',
    async () => {
      const { team, received, webhook } = await hooked()
      const call = callAs(admin(team))
      const named = { team, webhook: webhook.id }
      await publish(team)
      expect(await updateWebhook(services, call, named, { active: false })).toMatchObject({ active: false })
      await publish(team)
      expect(await deliver(team)).toBe(0)
      expect(await deliveriesOf(team, webhook.id)).toMatchObject([{ status: 'pending', event: { position: 1 } }])
      await updateWebhook(services, call, named, { active: true })
      await removeWebhook(services, call, named)
      expect(await deliver(team)).toBe(0)
      expect(received).toEqual([])
      await expect(removeWebhook(services, call, named)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    },
  )

  testAbove('a delivery that has failed is sent again when somebody asks', async () => {
    const { team, received, webhook } = await hooked((_received, count) => (count === 1 ? 400 : 200))
    await publish(team)
    await deliver(team)
    const [delivery] = await deliveriesOf(team, webhook.id)
    const named = { team, webhook: webhook.id, delivery: delivery!.id }
    await redeliver(services, callAs(admin(team)), named)
    await deliver(team)
    expect(received).toHaveLength(2)
    expect((await deliveriesOf(team, webhook.id))[0]).toMatchObject({ status: 'delivered', attempts: 1 })
    await expect(redeliver(services, callAs(admin(team)), { ...named, delivery: randomUUID() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  testAbove("only the team's administrators have to do with its webhooks, and another team sees none", async () => {
    const { team, webhook } = await hooked()
    const other = await testTeam(store)
    const stranger = callAs(admin(other))
    const member = callAs({ ...admin(team), memberships: new Map([[team, 'write']]) } as Actor)
    const named = { team, webhook: webhook.id }
    await expect(listWebhooks(services, stranger, { team, limit: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(removeWebhook(services, stranger, named)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(removeWebhook(services, stranger, { ...named, team: other })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(listWebhooks(services, member, { team, limit: 9 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(updateWebhook(services, member, named, { active: false })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  testAbove('a team has as many webhooks as it may, and no more', async () => {
    const { team, url } = await hooked()
    const make = () => createWebhook(services, callAs(admin(team)), team, { url, types: [] })
    for (let i = 1; i < 20; i++) await make()
    await expect(make()).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
  })

  testAbove(
    'the server delivers by itself, soon after the change; a team that fails does not hold up another',
    async () => {
      const failures: unknown[] = []
      const [broken, whole] = [await hooked(), await hooked()]
      const failing: DeliveryServices = {
        ...services,
        sealer: {
          ...sealer,
          open: (team, ...rest) =>
            team === broken.team ? Promise.reject(new Error('no key')) : sealer.open(team, ...rest),
        },
      }
      const deliverer = startDeliverer({
        store,
        deliver: (team, signal) => deliverDue(failing, team, signal),
        bell,
        everyMs: 60_000,
        reportFailure: (team) => failures.push(team),
      })
      await publish(broken.team)
      await publish(whole.team)
      await expect.poll(() => whole.received.length).toBe(1)
      await expect.poll(() => failures.includes(broken.team)).toBe(true)
      await deliverer.close()
      await publish(whole.team)
      expect(whole.received).toHaveLength(1)
    },
  )
})
