import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { testApi } from '../../test/api.ts'
import { testSealer } from '../../test/store.ts'
import { createOutgoingGuard } from '../events/outgoing/guard.ts'
import { verifySignature } from '../events/webhooks/signature.ts'
import { deliverDue } from '../services/webhooks/deliver-due.ts'
import { webhookRoutes } from './webhooks.ts'

describe.each(enginesAbove)('webhooks over HTTP on %s', async (engine) => {
  const { app, ask, services: standing, person, team: newTeam, clock } = await testApi(engine, 'webhooks_http')
  const receivers = { guard: createOutgoingGuard({ allow: ['127.0.0.1'] }), allowHttp: true }
  const services = { ...standing, sealer: await testSealer(standing.store), receivers }
  app.route('/api', webhookRoutes(services))
  const received: { signature: string; body: string }[] = []
  const receiver = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text) => {
      body += text
    })
    request.on('end', () => {
      received.push({ signature: String(request.headers['understudy-signature']), body })
      response.end()
    })
  }).listen(0, '127.0.0.1')
  afterAll(() => receiver.close())
  await once(receiver, 'listening')
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
  const deliver = (team: string) =>
    deliverDue({ ...services, random: () => 0.5, timeoutMs: 2000 }, team, new AbortController().signal)

  test('one is made, tried, looked at, sent again, silenced and removed', async () => {
    const team = await newTeam()
    const { token } = await person({ [team]: 'admin' })
    const path = `/teams/${team}/webhooks`
    const made = await ask('POST', path, { token, body: { url } })
    expect([made.status, made.body.types]).toEqual([201, []])
    const one = `${path}/${made.body.id}`
    expect((await ask('POST', `${one}/test`, { token })).status).toBe(202)
    await deliver(team)
    const { signature, body } = received.at(-1)!
    expect(JSON.parse(body)).toMatchObject({ type: 'webhook.tested', subject: `webhook:${made.body.id}` })
    expect(verifySignature(made.body.secret, signature, body, { now: clock.now() })).toBe(true)
    const { deliveries } = (await ask('GET', `${one}/deliveries?status=delivered`, { token })).body
    expect(deliveries).toMatchObject([{ event: { type: 'webhook.tested' }, attempts: 1, responseStatus: 200 }])
    expect((await ask('POST', `${one}/deliveries/${deliveries[0].id}/redeliver`, { token })).status).toBe(202)
    await deliver(team)
    expect(received.filter(({ body: sent }) => sent === body)).toHaveLength(2)
    const silenced = await ask('PATCH', one, { token, body: { active: false, types: ['job.failed'] } })
    expect(silenced.body).toMatchObject({ active: false, types: ['job.failed'] })
    expect((await ask('GET', path, { token })).body).toEqual({ webhooks: [silenced.body], next: null })
    expect((await ask('DELETE', one, { token })).status).toBe(204)
    expect((await ask('GET', path, { token })).body).toEqual({ webhooks: [], next: null })
  })

  test.each([
    [{ url: 'http://169.254.169.254/' }, 'ADDRESS_REFUSED'],
    [{ url: 'https://example.com/', types: ['job.exploded'] }, 'REQUEST_INVALID'],
    [{ url: 'https://example.com/', secret: 'mine' }, 'REQUEST_INVALID'],
    [{ url: 7 }, 'REQUEST_INVALID'],
    [{}, 'REQUEST_INVALID'],
  ])('what is no webhook is refused: %j', async (body, code) => {
    const team = await newTeam()
    const { token } = await person({ [team]: 'admin' })
    const answer = await ask('POST', `/teams/${team}/webhooks`, { token, body })
    expect([answer.status, answer.body.errorCode]).toEqual([400, code])
  })

  test("another team's webhook is not there, whatever is asked of it", async () => {
    const [team, other] = [await newTeam(), await newTeam()]
    const owner = await person({ [team]: 'admin' })
    const { token } = await person({ [other]: 'admin' })
    const { id } = (await ask('POST', `/teams/${team}/webhooks`, { token: owner.token, body: { url } })).body
    for (const at of [team, other]) {
      const one = `/teams/${at}/webhooks/${id}`
      expect((await ask('PATCH', one, { token, body: { active: false } })).status).toBe(404)
      expect((await ask('DELETE', one, { token })).status).toBe(404)
      expect((await ask('POST', `${one}/test`, { token })).status).toBe(404)
      expect((await ask('GET', `${one}/deliveries`, { token })).status).toBe(404)
      expect((await ask('POST', `${one}/deliveries/${id}/redeliver`, { token })).status).toBe(404)
    }
    expect((await ask('GET', `/teams/${team}/webhooks`, { token: owner.token })).body).toMatchObject({
      webhooks: [{ id, active: true }],
      next: null,
    })
  })
})
