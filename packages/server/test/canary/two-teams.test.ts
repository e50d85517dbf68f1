import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import { actions, scopes } from '../../src/auth/permissions.ts'
import { enginesAbove } from '../above.ts'
import { connectorsConfig } from '../connectors.ts'
import { endpointsOf } from '../endpoints.ts'
import { environmentsConfig } from '../environments.ts'
import { testServer } from '../server.ts'
import { attack, type Got, withoutNames } from './attack.ts'
import { type CanaryTeam, plantTeam, type Things } from './plant.ts'
import { stateOf } from './state-of.ts'

// Two teams that have something of everything, marked. Whoever is of the one tries every endpoint that the document
// lists, by every name that the other's things have. An endpoint that is added is attacked too.

interface Aimed {
  readonly how: string
  readonly path: Things
  readonly named: Things
}

/** Things of the same form that nobody has. */
function madeUp(things: Things): Things {
  return Object.fromEntries(
    Object.keys(things).map((name) => [
      name,
      name === 'version' ? '1' : name === 'team' ? unknownSlug() : randomUUID(),
    ]),
  )
}
/** What is told of the form of an id is told of one that begins alike. */
const likeId = (id: string) => id.slice(0, 1) + randomUUID().slice(1)
const unknownSlug = () => `canary-${randomUUID().slice(-12)}`

describe.each(enginesAbove)('two canary teams on %s', async (engine) => {
  const server = await testServer(engine, {
    name: 'canary',
    config: {
      webhooks: { networks: ['127.0.0.1'], http: true },
      ...(await environmentsConfig()),
      ...(await connectorsConfig()),
    },
  })
  await server.work()
  const [victim, attacker] = [await plantTeam(server), await plantTeam(server)]
  const boss = await server.person({}, { isSystemAdmin: true })
  const endpoints = endpointsOf(server.app)
  const aimed = endpoints.filter(({ need }) => need !== 'anyone')
  const toThem: Things = { ...attacker.things, team: victim.slug }
  const byId: Things = { ...victim.things, team: victim.id }
  afterAll(() => expect(server.faults).toEqual([]))

  const marksOf = (team: CanaryTeam) => [team.secret, team.personal, team.private, team.slug, team.id]
  function expectNothingOf(team: CanaryTeam, { text }: Got, sent: Things, where: string): void {
    const known = new Set(Object.values(sent))
    for (const mark of [...marksOf(team), ...Object.values(team.things)]) {
      // What was asked about by this name may be named in the answer.
      if (mark.length > 2 && !known.has(mark)) expect(text, where).not.toContain(mark)
    }
    expect(text, where).not.toContain(team.secret)
  }

  const attackers = [
    ['an administrator of the other team', attacker.admin.token],
    ['a key of the other team with every scope', attacker.key],
  ] as const
  test.each(attackers)(
    '%s is answered about what there is as about what there is not, and changes nothing',
    { timeout: 120_000 },
    async (_who, token) => {
      const before = await stateOf(server, victim.id)
      for (const endpoint of aimed) {
        const isOfTeam = endpoint.need in actions && actions[endpoint.need as keyof typeof actions] !== 'system'
        const isNamed = endpoint.params.some((name) => name !== 'team' && name !== 'version')
        const aims: Aimed[] = [{ how: 'by its slug', path: victim.things, named: victim.things }]
        if (endpoint.params.includes('team')) aims.push({ how: 'by its id', path: byId, named: victim.things })
        if (isNamed)
          aims.push({ how: 'in the own team', path: { ...victim.things, team: attacker.slug }, named: toThem })
        if (endpoint.method !== 'DELETE') aims.push({ how: 'beside', path: attacker.things, named: victim.things })
        for (const { how, path, named } of aims) {
          const where = `${endpoint.method} ${endpoint.path} ${how}`
          const got = await attack(server, endpoint, { path, named }, token)
          expectNothingOf(victim, got, { ...path, ...named }, where)
          expect(got.status, where).toBeLessThan(500)
          if (how === 'beside') continue
          const nothing = { ...madeUp(victim.things), ...(how === 'by its id' ? { team: likeId(victim.id) } : {}) }
          const unknown =
            how === 'in the own team'
              ? { path: { ...nothing, team: attacker.slug }, named }
              : { path: nothing, named: nothing }
          const answers = [got, await attack(server, endpoint, unknown, token)].map((answer) =>
            withoutNames(answer, victim.things, byId, nothing),
          )
          expect(answers[0], where).toBe(answers[1])
          if (!isOfTeam || !(isNamed || endpoint.params.includes('team'))) continue
          // A key never may what only people do, whatever it is about.
          expect(
            got.status === 403 && how === 'in the own team' && token === attacker.key ? 404 : got.status,
            where,
          ).toBe(404)
        }
      }
      expect(await stateOf(server, victim.id)).toEqual(before)
    },
  )

  test('nobody is told anything', async () => {
    for (const endpoint of aimed) {
      const got = await attack(server, endpoint, { path: victim.things, named: victim.things }, undefined)
      const where = `${endpoint.method} ${endpoint.path}`
      expect(got.status, where).toBe(401)
      expectNothingOf(victim, got, victim.things, where)
    }
  })

  test('a team that reads all of its own reads nothing of the other', async () => {
    let read = 0
    for (const endpoint of endpoints.filter(({ method }) => method === 'GET')) {
      const got = await attack(
        server,
        endpoint,
        { path: attacker.things, named: attacker.things },
        attacker.admin.token,
      )
      const where = `${endpoint.method} ${endpoint.path}`
      expectNothingOf(victim, got, {}, where)
      if (got.text.includes(attacker.secret) || got.text.includes(attacker.private)) read++
    }
    // It is what is looked for that is there: the marks of its own are found.
    expect(read).toBeGreaterThan(10)
  })

  test('what is somebody’s goes to nobody who does not ask for it, and to no member who may not', async () => {
    const member = await server.person({ [victim.id]: 'write' })
    const unasked = await server.key(victim.id, scopes)
    const limited = await server.key(
      victim.id,
      scopes.filter((scope) => scope !== 'rows.reveal'),
    )
    // What differs between two versions is shown as well.
    const things = { ...victim.things, to: '2' }
    const asks = { ...things, reveal: 'true' }
    const revealing: string[] = []
    for (const endpoint of endpoints.filter(({ method, path }) => method === 'GET' || path.endsWith('/lease'))) {
      const where = `${endpoint.method} ${endpoint.path}`
      const tried = [
        [victim.admin.token, things],
        [unasked, things],
        [limited, asks],
        [member.token, asks],
      ] as const
      const all = await Promise.all(
        tried.map(([token, named]) => attack(server, endpoint, { path: victim.things, named }, token)),
      )
      for (const got of all) expect(got.text, where).not.toContain(victim.personal)
      const got = await attack(server, endpoint, { path: victim.things, named: asks }, victim.admin.token)
      if (got.text.includes(victim.personal)) revealing.push(where)
    }
    expect(revealing.sort()).toEqual([
      'GET /api/teams/{team}/datasets/{dataset}/diff',
      'GET /api/teams/{team}/datasets/{dataset}/export',
      'GET /api/teams/{team}/datasets/{dataset}/rows',
      'GET /api/teams/{team}/leases/{lease}',
    ])
  })

  test('who administers the system reads no value of a team', async () => {
    for (const endpoint of endpoints.filter(({ method }) => method === 'GET')) {
      const got = await attack(server, endpoint, { path: victim.things, named: victim.things }, boss.token)
      expect(got.text, `${endpoint.method} ${endpoint.path}`).not.toContain(victim.secret)
    }
  })

  test('what was answered once to one is not answered to another who shows the same idempotency key', async () => {
    const made = (token: string, team: string) =>
      server.ask('POST', '/keys', {
        token,
        body: { team, name: 'same', scopes: ['team.read'] },
        headers: { 'idempotency-key': 'the-same-for-all' },
      })
    const first = await made(victim.admin.token, victim.slug)
    expect(first.status).toBe(201)
    expect((await made(attacker.admin.token, victim.slug)).status).toBe(404)
    const other = await made(attacker.admin.token, attacker.slug)
    expect(JSON.stringify(other.body)).not.toContain(first.body.id)
  })

  test('an event of the one never comes by the streams of the other', async () => {
    const stream = await server.app.request(`/api/events?team=${attacker.slug}&after=0`, {
      headers: { authorization: `Bearer ${attacker.key}` },
    })
    const reader = stream.body!.getReader()
    let text = ''
    const reading = (async () => {
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) text += Buffer.from(piece.value)
    })()
    await server.ask('POST', `/teams/${victim.slug}/datasets`, {
      token: victim.admin.token,
      body: { name: `${victim.private}-later` },
    })
    await server.ask('POST', `/teams/${attacker.slug}/datasets`, {
      token: attacker.admin.token,
      body: { name: `${attacker.private}-later` },
    })
    await expect.poll(() => text).toContain(`${attacker.private}-later`)
    await reader.cancel()
    await reading
    expectNothingOf(victim, { status: 200, text }, {}, 'the stream')
  })

  test('nothing that a team calls its own, and no value, stands in the log', () => {
    expect(server.lines.length).toBeGreaterThan(100)
    const log = server.lines.join('\n')
    for (const team of [victim, attacker]) {
      for (const mark of [team.secret, team.personal, team.private, team.slug, team.key, team.admin.token])
        expect(log).not.toContain(mark)
    }
  })
})
