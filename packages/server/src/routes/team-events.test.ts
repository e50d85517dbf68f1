import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { environmentsConfig } from '../../test/environments.ts'
import { testServer } from '../../test/server.ts'

describe.each(enginesAbove)('what the system keeps of a team, told to the team, on %s', async (engine) => {
  const server = await testServer(engine, { name: 'team-events', config: await environmentsConfig() })
  const [team, other] = [await server.team(), await server.team()]
  const { token } = await server.person({ [team]: 'admin', [other]: 'admin' })
  const boss = (await server.person({}, { isSystemAdmin: true })).token
  const must = async (method: string, path: string, body?: unknown, as = token) => {
    const answer = await server.ask(method, path, { token: as, body })
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body
  }
  const heardBy = async (named: string) => (await must('GET', `/teams/${named}/events`)).events.toReversed()
  const types = async (named: string) => (await heardBy(named)).map(({ type }: { type: string }) => type)

  test('members, keys and environments: each change is an event of the team that it is about, and of no other', async () => {
    const { user } = await must('POST', `/teams/${team}/members`, { email: 'ford@example.org', role: 'read' })
    await must('DELETE', `/teams/${team}/members/${user}`)
    const { id: member } = await server.person({ [team]: 'read' })
    await must('PATCH', `/teams/${team}/members/${member}`, { role: 'write' })
    const made = await must('POST', '/keys', { team, name: 'ci', scopes: ['team.read'] })
    await must('POST', `/keys/${made.key.id}/rotate`, {})
    await must('DELETE', `/keys/${made.key.id}`)
    const wanted = { name: 'copy', type: 'test', databaseUrl: 'sqlite:copy.db' }
    const { id } = await must('POST', '/environments', wanted, boss)
    await must('PUT', `/environments/${id}/grants/${team}`, { level: 'read' }, boss)
    await must('PUT', `/teams/${team}/environments/active`, { environment: id })
    await must('PUT', `/environments/${id}`, { tags: ['new'] }, boss)
    await must('DELETE', `/environments/${id}/grants/${team}`, undefined, boss)
    await must('PUT', `/environments/${id}/grants/${team}`, { level: 'read' }, boss)
    await must('DELETE', `/environments/${id}?confirm=copy`, undefined, boss)
    expect(await types(team)).toEqual([
      'member.invited',
      'member.removed',
      'member.changed',
      'key.created',
      'key.created',
      'key.revoked',
      'environment.granted',
      'environment.activated',
      'environment.changed',
      'environment.revoked',
      'environment.granted',
      'environment.revoked',
    ])
    expect(await types(other)).toEqual([])
    const told = JSON.stringify(await heardBy(team))
    for (const secret of ['ford@example.org', 'copy.db', made.text]) expect(told).not.toContain(secret)
    expect(server.faults).toEqual([])
  })
})
