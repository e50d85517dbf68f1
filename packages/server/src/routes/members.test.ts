import { describe, expect, test } from 'vitest'
import { above } from '../../test/above.ts'
import { testApi } from '../../test/api.ts'
import { engines } from '../../test/store.ts'
import type { Action } from '../auth/permissions.ts'
import { authenticate } from '../services/auth/authenticate.ts'
import { teamFor } from '../services/teams/team-for.ts'

const password = 'a long enough phrase'
const tokenOf = (link: { url: string }) => link.url.split('#/link/')[1] ?? ''

describe.each(engines)('teams, members and users on %s', async (engine) => {
  const { testAbove } = above(engine)
  const api = await testApi(engine, 'members')
  const { ask, services, clock } = api
  const boss = await api.person({}, { isSystemAdmin: true, email: 'boss@example.org' })
  const take = (url: { url: string }, more: object = {}, asked: object = {}) =>
    ask('POST', '/auth/sessions', { body: { link: tokenOf(url), tokens: 'body', ...more }, ...asked })
  const invite = async (team: string, token: string, email: string, role = 'read') =>
    (await ask('POST', `/teams/${team}/members`, { token, body: { email, role } })).body

  testAbove('a team is made, gets its first administrator by invitation, and is none of its maker’s data', async () => {
    const made = await ask('POST', '/teams', { token: boss.token, body: { slug: 'checkout', name: 'Checkout' } })
    expect(made).toMatchObject({ status: 201, body: { slug: 'checkout', status: 'active' } })
    const again = await ask('POST', '/teams', { token: boss.token, body: { slug: 'checkout', name: 'Other' } })
    expect(again.body.errorCode).toBe('CONFLICT')
    const { link, user } = await invite('checkout', boss.token, 'Ada@Example.org', 'admin')
    expect((await ask('POST', '/auth/link', { body: { link: tokenOf(link) } })).body).toEqual({
      kind: 'invitation',
      email: 'ada@example.org',
      name: 'ada',
      team: 'Checkout',
      password: 'new',
    })
    expect((await take(link)).body).toMatchObject({ errorCode: 'REQUEST_INVALID', details: { password: 'new' } })
    const ada = await take(link, { password, name: 'Ada' })
    expect(ada.status).toBe(201)
    const me = await ask('GET', '/me', { token: ada.body.accessToken })
    expect(me.body).toMatchObject({ id: user, name: 'Ada', teams: [{ slug: 'checkout', role: 'admin' }] })
    expect((await ask('GET', '/keys?team=checkout', { token: boss.token })).body.errorCode).toBe('FORBIDDEN')
    expect((await ask('GET', '/teams', { token: ada.body.accessToken })).body.teams).toHaveLength(1)
  })

  testAbove('another’s team is answered as one that is not there, by every way to name it', async () => {
    const team = await api.team('secret-team')
    const stranger = await api.person({ [await api.team()]: 'admin' })
    const answers = await Promise.all(
      [team, 'secret-team', 'SECRET-TEAM', '0197b2c4-1d2e-7abc-8def-0123456789ab', 'none', "x' or '1'='1", '%00'].map(
        async (name) => {
          const { status, body } = await ask('GET', `/teams/${encodeURIComponent(name)}/members`, stranger)
          return { name, status, code: body.errorCode, message: body.message }
        },
      ),
    )
    for (const answer of answers) {
      expect(answer).toEqual({ name: answer.name, status: 404, code: 'NOT_FOUND', message: 'there is no such team' })
    }
  })

  testAbove('an archived team is read and not worked in, until it is active again', async () => {
    const team = await api.team()
    const admin = await api.person({ [team]: 'admin' })
    const call = async (action: Action) => {
      const actor = await authenticate(services, { bearer: admin.token, cookie: undefined })
      return teamFor(services, { actor }, action, team)
    }
    const turn = (status: string) => ask('PATCH', `/teams/${team}`, { token: admin.token, body: { status } })
    expect((await turn('archived')).body.status).toBe('archived')
    for (const action of ['datasets.write', 'leases.take', 'jobs.start', 'quality.write'] as const) {
      await expect(call(action)).rejects.toMatchObject({ code: 'CONFLICT' })
    }
    for (const action of ['datasets.read', 'audit.read', 'members.change'] as const) await call(action)
    await turn('active')
    await call('datasets.write')
  })

  testAbove('a role holds from the next request on, and whoever is taken out sees no such team', async () => {
    const team = await api.team()
    const admin = await api.person({ [team]: 'admin' })
    const member = await api.person({ [team]: 'read' })
    const change = { body: { email: 'x@example.org', role: 'read' } }
    const other = api.instance()
    const tries = async () =>
      (await other.ask('POST', `/teams/${team}/members`, { ...change, token: member.token })).status
    expect(await tries()).toBe(403)
    const path = `/teams/${team}/members/${member.id}`
    expect((await ask('PATCH', path, { token: admin.token, body: { role: 'admin' } })).status).toBe(204)
    expect(await tries()).toBe(201)
    expect((await ask('PATCH', path, { token: admin.token, body: { role: 'write' } })).status).toBe(204)
    expect(await tries()).toBe(403)
    expect((await ask('DELETE', path, { token: admin.token })).status).toBe(204)
    expect(await tries()).toBe(404)
    expect((await ask('DELETE', path, { token: admin.token })).status).toBe(404)
  })

  test('a team keeps one who administers it, also when two leave at once', async () => {
    const team = await api.team()
    const [one, two] = [await api.person({ [team]: 'admin' }), await api.person({ [team]: 'admin' })]
    const leave = (who: { id: string; token: string }) => ask('DELETE', `/teams/${team}/members/${who.id}`, who)
    const statuses = (await Promise.all([leave(one), leave(two)])).map(({ status }) => status)
    expect(statuses.sort()).toEqual([204, 409])
  })

  testAbove('whoever sends an invitation gets nothing but the one role out of knowing its link', async () => {
    const [mine, theirs] = [await api.team(), await api.team()]
    const mallory = await api.person({ [mine]: 'admin' })
    const owner = await api.person({ [theirs]: 'admin' })
    // Mallory makes an account in Grace's name, before Grace is invited elsewhere.
    const own = await invite(mine, mallory.token, 'grace@example.org')
    const fake = await take(own.link, { password: 'what mallory knows' })
    expect(fake.status).toBe(201)
    const real = await invite(theirs, owner.token, 'grace@example.org', 'admin')
    const teams = await ask('GET', '/teams', { token: fake.body.accessToken })
    expect(teams.body.teams.map(({ id }: { id: string }) => id)).toEqual([mine])
    // And the other way round: an account that is there is not taken over by inviting it.
    const ada = await invite(theirs, owner.token, 'ada2@example.org')
    expect((await take(ada.link, { password })).status).toBe(201)
    const grab = await invite(mine, mallory.token, 'ada2@example.org')
    expect((await take(grab.link, { password: 'what mallory knows' })).body.errorCode).toBe('SIGN_IN_FAILED')
    expect((await take(grab.link)).status).toBe(400)
    expect((await take(grab.link, { password })).status).toBe(201)
    expect((await take(real.link, { password })).status).toBe(401)
  })

  testAbove('who is signed in takes an invitation without a password', async () => {
    const team = await api.team()
    const admin = await api.person({ [team]: 'admin' })
    const known = await api.person({}, { email: 'known@example.org' })
    await services.store.system((tx) =>
      tx.updateTable('users').set({ oidc_subject: 'iss known' }).where('id', '=', known.id).execute(),
    )
    const { link } = await invite(team, admin.token, 'known@example.org', 'write')
    expect((await take(link, { password })).status).toBe(401)
    const shown = async (as: object) => (await ask('POST', '/auth/link', { ...as, body: { link: tokenOf(link) } })).body
    expect([await shown({}), await shown(known), await shown(admin)]).toMatchObject([
      { password: 'own' },
      { password: 'none' },
      { password: 'own' },
    ])
    expect((await take(link, {}, { token: known.token })).status).toBe(201)
    expect((await ask('GET', '/me', known)).body.teams).toMatchObject([{ id: team, role: 'write' }])
  })

  testAbove('an invitation that is taken back or has expired invites nobody', async () => {
    const team = await api.team()
    const admin = await api.person({ [team]: 'admin' })
    const { link, user } = await invite(team, admin.token, 'late@example.org')
    expect((await ask('GET', `/teams/${team}/members`, admin)).body.members).toContainEqual(
      expect.objectContaining({ email: 'late@example.org', status: 'invited' }),
    )
    expect((await ask('DELETE', `/teams/${team}/members/${user}`, admin)).status).toBe(204)
    expect((await take(link, { password })).body.errorCode).toBe('LINK_USELESS')
    const second = await invite(team, admin.token, 'late@example.org')
    clock.pass(7 * 24 * 3600)
    expect((await take(second.link, { password })).body.errorCode).toBe('LINK_USELESS')
    Object.assign(boss, await api.person({}, { isSystemAdmin: true }))
  })

  testAbove('users are made with a link of their own, listed by pages, disabled at once', async () => {
    const body = { email: 'new@example.org', name: 'New' }
    const made = await ask('POST', '/users', { token: boss.token, body })
    expect(made).toMatchObject({ status: 201, body: { user: { hasPassword: false, isSystemAdmin: false } } })
    expect((await ask('POST', '/users', { token: boss.token, body })).body.errorCode).toBe('CONFLICT')
    const session = await take(made.body.link, { password })
    const { id } = made.body.user
    const ids: string[] = []
    for (let cursor = ''; ; ) {
      const { body: page } = await ask('GET', `/users?limit=2${cursor}`, boss)
      ids.push(...page.users.map((user: { id: string }) => user.id))
      if (page.next === null) break
      cursor = `&cursor=${page.next}`
    }
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain(id)
    const disabled = await ask('PATCH', `/users/${id}`, { token: boss.token, body: { status: 'disabled' } })
    expect(disabled.body.status).toBe('disabled')
    expect((await api.instance().ask('GET', '/me', { token: session.body.accessToken })).status).toBe(401)
    const signIn = await ask('POST', '/auth/sessions', { body: { email: 'new@example.org', password } })
    expect(signIn.body.errorCode).toBe('SIGN_IN_FAILED')
    expect((await ask('POST', `/users/${id}/link`, boss)).status).toBe(404)
  })

  testAbove('a session of somebody who is disabled opens nothing, even one that nobody ended', async () => {
    const { id, token } = await api.person()
    expect((await ask('GET', '/me', { token })).status).toBe(200)
    await services.store.system((tx) =>
      tx.updateTable('users').set({ status: 'disabled' }).where('id', '=', id).execute(),
    )
    expect((await ask('GET', '/me', { token })).status).toBe(401)
  })

  testAbove('a forgotten password is replaced by link; the old one and its sessions hold until then', async () => {
    const made = await ask('POST', '/users', {
      token: boss.token,
      body: { email: 'forgot@example.org', name: 'Forgot' },
    })
    const before = await take(made.body.link, { password })
    const link = (await ask('POST', `/users/${made.body.user.id}/link`, boss)).body
    expect((await ask('GET', '/me', { token: before.body.accessToken })).status).toBe(200)
    const next = 'yet another phrase'
    expect((await take(link, { password: next })).status).toBe(201)
    expect((await ask('GET', '/me', { token: before.body.accessToken })).status).toBe(401)
    const signIn = (phrase: string) =>
      ask('POST', '/auth/sessions', { body: { email: 'forgot@example.org', password: phrase } })
    expect((await signIn(password)).status).toBe(401)
    expect((await signIn(next)).status).toBe(201)
  })

  testAbove('the last one who administers the system stays', async () => {
    const { body } = await ask('GET', '/users?limit=200', boss)
    const admins = body.users.filter((user: { isSystemAdmin: boolean }) => user.isSystemAdmin)
    for (const { id } of admins) {
      if (id !== boss.id) await ask('PATCH', `/users/${id}`, { token: boss.token, body: { isSystemAdmin: false } })
    }
    for (const change of [{ isSystemAdmin: false }, { status: 'disabled' }]) {
      expect((await ask('PATCH', `/users/${boss.id}`, { token: boss.token, body: change })).body.errorCode).toBe(
        'CONFLICT',
      )
    }
  })

  testAbove('what was changed is told in the trail, with who did it, and to the team that it is of', async () => {
    const team = await api.team()
    const admin = await api.person({ [team]: 'admin' })
    const { user } = await invite(team, admin.token, 'trail@example.org')
    const rows = await services.store.readSystem((db) =>
      db.selectFrom('system_audit').selectAll().where('team_id', '=', team).execute(),
    )
    expect(rows).toMatchObject([
      { action: 'member.invite', actor: `user:${admin.id}`, subject: `user:${user}`, ip: '192.0.2.1' },
    ])
    expect(rows[0]?.request_id).toEqual(expect.any(String))
    expect(api.faults).toEqual([])
  })
})
