import { describe, expect, test } from 'vitest'
import { above } from '../../../test/above.ts'
import { mailServer, rawServer, speaking } from '../../../test/mail-server.ts'
import { testServer } from '../../../test/server.ts'
import { server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import type { EventType } from '../../events/event-types.ts'
import type { SmtpRules } from '../../events/mail/send-mail.ts'
import { createLog } from '../../observe/log.ts'
import { change } from '../change.ts'
import { createDataset } from '../datasets/create-dataset.ts'
import { pruneEvents } from '../events/prune-events.ts'
import { startUpkeep } from '../upkeep.ts'
import { removeNotice, testNotice, updateNotice } from './change-notice.ts'
import { createNotice } from './create-notice.ts'
import { listMails } from './list-mails.ts'
import { listNotices } from './list-notices.ts'
import type { Tells } from './notice.ts'
import { sendDue } from './send-due.ts'

const never = new AbortController().signal

describe.each(engines)('who is told of what on %s', async (engine) => {
  const { testAbove } = above(engine)
  const opened = await testServer(engine, { name: 'notifications' })
  const { services, clock } = opened
  const nowhere: SmtpRules = { host: 'localhost', port: 1, security: 'none', from: 'understudy@example.org' }
  const mailing = (mail: SmtpRules) => ({ ...services, mail })

  const told = async (team: string, address: string, tells: Tells, mail: SmtpRules = nowhere) =>
    createNotice(mailing(mail), server, { team, address, tells })
  const happened = (team: string, type: EventType, data: Readonly<Record<string, unknown>>, subject = 'x:1') =>
    change(services, server, team, async (_tx, note) => note.event({ type, subject, data }))
  const send = (team: string, mail: SmtpRules, timeoutMs = 2000) =>
    sendDue({ ...services, mail, random: () => 0.5, timeoutMs }, team, never)
  const mailsOf = async (team: string, notification: string) =>
    (
      await listMails(services, server, { team, notification, before: undefined, limit: 50, status: undefined })
    ).messages.map(({ event, status, attempts, error }) => ({ type: event.type, status, attempts, error }))
  const whole = (...types: Tells[number]['types']): Tells => [{ schedule: null, types }]

  test('an address is told of what it asks for, once for one event, and of nothing else', async () => {
    const { received, rules } = await mailServer()
    const team = await opened.team()
    const { id } = await told(team, 'ada@example.org', [
      { schedule: null, types: ['refresh.refused'] },
      { schedule: null, types: ['refresh.refused', 'refresh.failed'] },
    ])
    await told(team, 'bob@example.org', whole('refresh.published'))
    const data = { schedule: null, datasets: 2, published: 0, reason: '1 of 2 did not pass: orders (quality)' }
    await happened(team, 'refresh.refused', data)
    await happened(team, 'refresh.published', data)
    await happened(team, 'dataset.published', { version: 2 })
    expect(await send(team, rules)).toBe(2)
    expect(await send(team, rules)).toBe(0)
    expect(received.map(({ to }) => to[0]).sort()).toEqual(['ada@example.org', 'bob@example.org'])
    const ada = received.find(({ to }) => to[0] === 'ada@example.org')
    expect(ada?.text).toMatch(/^Subject: \[.+\] A refresh was refused\r$/m)
    expect(ada?.text).toContain('1 of 2 did not pass: orders (quality).')
    expect(await mailsOf(team, id)).toEqual([{ type: 'refresh.refused', status: 'sent', attempts: 1, error: null }])
  })

  testAbove('who asks for one schedule is told of that one alone, and of one cause by one event', async () => {
    const { received, rules } = await mailServer()
    const team = await opened.team()
    await services.store.team(team, async (tx) => {
      const { id } = await tx
        .insertInto('notices')
        .values({
          team_id: team,
          id: services.newId(),
          address_sealed: Buffer.from('x'),
          tells: JSON.stringify([{ schedule: 's1', types: ['refresh.failed', 'run.failed', 'schedule.paused'] }]),
          active: 1,
          created_at: '2026-01-01T00:00:00Z',
          created_by: 'system',
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      const address_sealed = await services.sealer.seal(team, `notices/address/${id}`, Buffer.from('s@example.org'))
      await tx.updateTable('notices').set({ address_sealed }).where('id', '=', id).execute()
    })
    await happened(team, 'refresh.failed', { schedule: 's1' })
    await happened(team, 'refresh.failed', { schedule: 's2' })
    await happened(team, 'refresh.failed', { schedule: null })
    // It ended as its refresh did, which was told already.
    await happened(team, 'run.failed', { schedule: 's1', refresh: 'r1' })
    await happened(team, 'run.failed', { schedule: 's1', reason: 'nothing-to-refresh' })
    await happened(team, 'schedule.paused', { name: 'weekly', failures: 3, reason: 'failures' }, 'schedule:s1')
    while ((await send(team, rules)) > 0);
    const subjects = received.map(({ text }) => /^Subject: \[.+?\] (.*)\r$/m.exec(text)?.[1]).sort()
    expect(subjects).toEqual([
      'A refresh was not done: it failed',
      'A run of a schedule failed',
      'weekly was paused after failures',
    ])
  })

  testAbove('a schedule that is not there is refused, and so is an address that is there already', async () => {
    const team = await opened.team()
    await expect(told(team, 'a@example.org', [{ schedule: 'none', types: ['run.skipped'] }])).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const { id } = await told(team, 'a@example.org', whole('run.skipped'))
    await expect(told(team, 'A@example.org', whole('run.failed'))).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { notification: id },
    })
  })

  testAbove(
    'without a mail server nobody is promised mail; to other domains than the operator allows none goes',
    async () => {
      const team = await opened.team()
      const asked = { team, address: 'a@example.org', tells: whole('run.failed') }
      await expect(createNotice({ ...services, mail: undefined }, server, asked)).rejects.toMatchObject({
        code: 'CONFLICT',
      })
      const narrow = { ...nowhere, domains: ['example.com'] }
      await expect(createNotice({ ...services, mail: narrow }, server, asked)).rejects.toMatchObject({
        code: 'ADDRESS_REFUSED',
      })
      await createNotice({ ...services, mail: narrow }, server, { ...asked, address: 'a@EXAMPLE.com' })
    },
  )

  testAbove('what is not taken is tried again for about a day, as the same message, and then has failed', async () => {
    let refusing = true
    const ids: (string | undefined)[] = []
    const { received, rules } = await mailServer({
      onRcptTo: (_address, _session, done) =>
        refusing ? done(Object.assign(new Error('later'), { responseCode: 451 })) : done(),
    })
    const team = await opened.team()
    const { id } = await told(team, 'ada@example.org', whole('refresh.failed'))
    await happened(team, 'refresh.failed', {})
    expect(await send(team, rules)).toBe(1)
    expect(await send(team, rules)).toBe(0)
    clock.pass(11)
    refusing = false
    expect(await send(team, rules)).toBe(1)
    ids.push(...received.map(({ text }) => /^Message-ID: (.*)\r$/m.exec(text)?.[1]))
    expect(ids).toEqual([expect.stringMatching(/^<[0-9a-f-]{36}@example.org>$/)])
    expect(await mailsOf(team, id)).toMatchObject([{ status: 'sent', attempts: 2 }])

    await happened(team, 'refresh.failed', {})
    for (let attempt = 1; attempt <= 8; attempt++) {
      expect(await send(team, nowhere, 200)).toBe(1)
      clock.pass(60 * 60 * 13)
    }
    expect(await send(team, nowhere, 200)).toBe(0)
    expect((await mailsOf(team, id))[0]).toMatchObject({ status: 'failed', attempts: 8 })
  })

  testAbove('an address that the mail server will not take is not tried again', async () => {
    const { rules } = await mailServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no such user'), { responseCode: 550 })),
    })
    const team = await opened.team()
    const { id } = await told(team, 'gone@example.org', whole('refresh.failed'))
    await happened(team, 'refresh.failed', {})
    await send(team, rules)
    expect(await mailsOf(team, id)).toEqual([
      { type: 'refresh.failed', status: 'failed', attempts: 1, error: 'refused by the mail server' },
    ])
  })

  test('of several processes one sends a message; one that dies leaves it to the next, under the same Message-ID', async () => {
    const { received, rules } = await mailServer()
    const team = await opened.team()
    await told(team, 'ada@example.org', whole('refresh.failed'))
    for (let event = 0; event < 4; event++) await happened(team, 'refresh.failed', {})
    await Promise.all([send(team, rules), send(team, rules), send(team, rules)])
    expect(received).toHaveLength(4)

    const seen: string[] = []
    const dying = await rawServer((socket) => {
      socket.on('data', (bytes) => seen.push(...(bytes.toString().match(/^Message-ID: .*$/gm) ?? [])))
      speaking(socket, {}, () => socket.destroy())
    })
    await happened(team, 'refresh.failed', {})
    const before = await send(team, dying)
    clock.pass(60)
    await send(team, rules)
    expect(before).toBe(1)
    expect(received).toHaveLength(5)
    expect(received[4]?.text).toContain(seen[0]!.trim())
  })

  testAbove('a mail server that hangs holds a message for the time of an attempt, and no longer', async () => {
    const rules = await rawServer(() => {})
    const team = await opened.team()
    const { id } = await told(team, 'ada@example.org', whole('refresh.failed'))
    await happened(team, 'refresh.failed', {})
    await send(team, rules, 200)
    expect(await mailsOf(team, id)).toMatchObject([{ status: 'pending', attempts: 1, error: 'no answer in time' }])
  })

  testAbove('a message says of each dataset what became of it, by name', async () => {
    const { received, rules } = await mailServer()
    const team = await opened.team()
    await told(team, 'ada@example.org', whole('refresh.refused', 'version.refused'))
    const dataset = (await createDataset(services, server, team, { name: 'orders', description: '' })).id
    const refresh = services.newId()
    await services.store.team(team, async (tx) => {
      await tx
        .insertInto('refreshes')
        .values({
          team_id: team,
          id: refresh,
          state: 'refused',
          together: 1,
          schedule_id: null,
          seed_sealed: Buffer.from(''),
          error_code: 'QUALITY_RULE_VIOLATED',
          reason: null,
          started_by: 'system',
          started_at: '2026-01-01T00:00:00Z',
          ended_at: '2026-01-01T00:01:00Z',
        })
        .execute()
      await tx
        .insertInto('refresh_datasets')
        .values({
          team_id: team,
          refresh_id: refresh,
          dataset_id: dataset,
          position: 0,
          name: 'orders',
          before: 6,
          state: 'refused',
          job_id: null,
          version: 7,
          gate: 'quality',
          run_id: null,
          error_code: 'QUALITY_RULE_VIOLATED',
          reason: null,
        })
        .execute()
    })
    await happened(team, 'refresh.refused', {}, `refresh:${refresh}`)
    await happened(team, 'version.refused', { version: 8, run: 'r' }, `dataset:${dataset}`)
    await happened(team, 'version.refused', { version: 7, refresh }, `dataset:${dataset}`)
    while ((await send(team, rules)) > 0);
    const texts = received.map(({ text }) => text.replaceAll(/=\r\n/g, ''))
    expect(texts).toHaveLength(2)
    expect(texts.find((text) => text.includes('A refresh was refused'))).toContain(
      '  orders: refused, stays 6 (the gate for quality, QUALITY_RULE_VIOLATED)',
    )
    expect(texts.find((text) => text.includes('Version 8 of orders was refused'))).toBeDefined()
  })

  testAbove('it is changed, tried, silenced and removed, and what was not sent goes with it', async () => {
    const { received, rules } = await mailServer()
    const team = await opened.team()
    const named = { team, notification: (await told(team, 'ada@example.org', whole('run.failed'))).id }
    await testNotice(services, server, named)
    await send(team, rules)
    expect(received[0]?.text).toContain('This is a test')
    const changed = await updateNotice(services, server, named, { tells: whole('run.skipped') })
    expect(changed).toMatchObject({ address: 'ada@example.org', tells: [{ types: ['run.skipped'] }] })
    await happened(team, 'run.failed', {})
    await updateNotice(services, server, named, { active: false })
    await happened(team, 'run.skipped', {})
    expect(await send(team, rules)).toBe(0)
    expect((await listNotices(services, server, { team, limit: 5 })).notices).toMatchObject([{ active: false }])
    await updateNotice(services, server, named, { active: true })
    await happened(team, 'run.skipped', {})
    await removeNotice(services, server, named)
    expect(await send(team, rules)).toBe(0)
    await expect(testNotice(services, server, named)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  testAbove('a server that is running sends by itself, soon after it happened', async () => {
    const { received, rules } = await mailServer()
    const team = await opened.team()
    await told(team, 'ada@example.org', whole('refresh.failed'))
    const log = createLog(() => {}, clock.now)
    const upkeep = startUpkeep({ services, receivers: services.receivers, mail: rules, log })
    try {
      await happened(team, 'refresh.failed', {})
      await expect.poll(() => received.length, { timeout: 10_000 }).toBe(1)
    } finally {
      await upkeep.close()
    }
    await happened(team, 'refresh.failed', {})
    expect(received).toHaveLength(1)
  })

  testAbove('where it is told goes to nobody, and stands nowhere in the clear', async () => {
    const team = await opened.team()
    await told(team, 'secret-canary@example.org', whole('refresh.failed'))
    await happened(team, 'refresh.failed', {})
    const kept = await services.store.readTeam(team, async (db) => [
      await db.selectFrom('notices').selectAll().execute(),
      await db.selectFrom('mails').selectAll().execute(),
      await db.selectFrom('audit').selectAll().execute(),
      await db.selectFrom('events').selectAll().execute(),
    ])
    const text = JSON.stringify(kept, (_name, value) =>
      value instanceof Uint8Array || value?.type === 'Buffer'
        ? Buffer.from(value.data ?? value).toString('latin1')
        : value,
    )
    expect(text).not.toContain('secret-canary')
    // Of what happened long ago nobody is told any more.
    await pruneEvents(services, new Date(clock.now().getTime() + 1000))
    expect(await send(team, nowhere)).toBe(0)
    expect(opened.faults).toEqual([])
  })
})
