/// <reference lib="dom" />
import { beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../packages/server/src/client.ts'
import { testInFull } from '../full.ts'
import { expectAccessible, expectFits, expectLooksAsWell } from './looks.ts'
import { noStage, world } from './world.ts'

const people = { entities: [{ name: 'people', fields: { id: 'sequence', name: 'full-name', email: 'email' } }] }
const weekly = { frequency: 'weekly', dayOfWeek: 1, timeOfDay: '06:30', timezone: 'Europe/Berlin' } as const
/** More rows than anybody makes here: nothing passes. */
const rules = {
  kind: 'understudy.quality-rules',
  version: 1,
  completenessRules: [{ type: 'rowCount', id: 'enough rows', entity: 'people', min: 1000 }],
}

describe.skipIf(noStage)('schedules', () => {
  const here = world('schedules')
  const at = '/teams/:team/schedules'
  const param = () => ({ team: here.team })
  let api: Client

  const made = (name: string, more: object = {}) =>
    api.post('/teams/:team/schedules', { param: param(), json: { name, recurrence: weekly, ...more } })

  const generate = (dataset: string, rows: number) =>
    api.post('/teams/:team/generate', { param: param(), json: { dataset, schema: people, rows } })

  async function settled(refresh: string): Promise<string> {
    const read = () => api.get('/teams/:team/refreshes/:refresh', { param: { ...param(), refresh } })
    await expect.poll(async () => (await read()).state, { timeout: 20_000 }).not.toBe('running')
    return (await read()).state
  }

  beforeAll(async () => {
    api = await here.member('write')
    for (const dataset of ['people', 'orders', 'events']) {
      const { id: job } = await generate(dataset, 20)
      for await (const event of api.jobEvents({ team: here.team, job })) {
        if (event.type === 'job.failed') throw new Error(JSON.stringify(event))
      }
    }
  })

  test('a team without a schedule is led to its first one, which shows when it would be while it is made', async () => {
    const page = await here.page({ at })
    await page.getByText('Nothing is scheduled').waitFor()
    await expectLooksAsWell(page, 'schedules-empty')
    await page.getByRole('link', { name: 'New schedule' }).first().click()

    await page.getByLabel('Name').fill('Every Sunday night')
    await page.getByLabel('Weekday: Monday').click()
    await page.getByRole('option', { name: 'Sunday' }).click()
    await page.getByLabel('Time', { exact: true }).fill('02:30')
    const zone = page.getByRole('combobox', { name: 'Zone' })
    await zone.click()
    await zone.fill('New York')
    await page.getByRole('option', { name: 'America/New York' }).click()
    await page.getByLabel('Not before').fill('2027-03-07')
    const next = page.getByRole('list', { name: 'When it would be' })
    await next
      .getByText(/02:30 in New York/)
      .first()
      .waitFor()
    // The night on which the clocks of New York are put forward.
    await next
      .getByText(/skip|forward/)
      .first()
      .waitFor()
    expect(await next.getByRole('listitem').count()).toBe(10)
    await page.getByLabel('Not after').fill('2027-03-01')
    await page.getByText('it ends before it begins').first().waitFor()
    await page.getByLabel('Not after').fill('')

    // What is typed is there after a reload.
    await page.reload()
    await page.getByText('You began this before').waitFor()
    expect(await page.getByLabel('Name').inputValue()).toBe('Every Sunday night')
    await page.getByRole('button', { name: 'Chosen ones' }).click()
    const save = page.getByRole('button', { name: 'Schedule it' })
    expect(await save.getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('checkbox', { name: 'people' }).check()
    await page.getByLabel('Missed: The last one is done').click()
    await page.getByRole('option', { name: 'Each is done' }).click()
    await next
      .getByText(/in New York/)
      .first()
      .waitFor()
    await expectAccessible(page)
    await expectFits(page, 'schedule-new')
    await save.click()
    await page.getByRole('heading', { name: 'Every Sunday night', level: 1 }).waitFor()
    await page.getByText('It has not been due yet').waitFor()
    await page.getByText('each is done, one after the other, of the last 24 hours, 10 at most').waitFor()
    await page
      .getByRole('list', { name: 'The next times' })
      .getByText(/02:30 in New York/)
      .first()
      .waitFor()
    expect(here.complaints().every((text) => text.includes('422') || text.includes('400'))).toBe(true)
  })

  testInFull('a name that is taken is said, and what was filled in stays', async () => {
    await made('taken')
    const page = await here.page({ at: `${at}/new`, as: 'write' })
    await page.getByLabel('Name').fill('taken')
    await page.getByRole('button', { name: 'Schedule it' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel('Name').inputValue()).toBe('taken')
    expect(here.complaints().every((text) => text.includes('409'))).toBe(true)
  })

  test('it runs now, is paused and goes on, is changed and filled in, and each run leads to its refresh and jobs', async () => {
    const { id } = await made('nightly', { datasets: ['people'] })
    const page = await here.page({ at: `${at}/${id}` })
    const other = await here.page({ at: `${at}/${id}`, as: 'write' })
    await page.getByRole('button', { name: 'Run now' }).click()
    for (const one of [page, other]) {
      await one.getByRole('list', { name: /^Runs/ }).getByText('Published').waitFor({ timeout: 30_000 })
    }
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('It was paused by hand.').waitFor()
    await other.getByText('It was paused by hand.').waitFor()
    await expectAccessible(page)
    await expectFits(page, 'schedule')
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()

    await page.getByRole('button', { name: 'More of this schedule' }).click()
    await page.getByRole('menuitem', { name: 'Fill in what came to nothing' }).click()
    await page.getByLabel('From', { exact: true }).fill('2026-01-05')
    await page.getByLabel('To', { exact: true }).fill('2026-01-12')
    await page.getByRole('button', { name: 'Fill in', exact: true }).click()
    await page
      .getByRole('list', { name: /^Runs/ })
      .getByText(/filled in/)
      .nth(1)
      .waitFor()

    await page.getByRole('link', { name: 'Change', exact: true }).click()
    await page.getByLabel('Time', { exact: true }).fill('07:45')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Mondays at 07:45 in Berlin').waitFor()

    await page.getByRole('list', { name: /^Runs/ }).getByRole('link').last().click()
    await page.getByRole('heading', { name: 'Refresh of people' }).waitFor()
    await page.getByRole('link', { name: 'nightly' }).waitFor()
    await page.getByRole('link', { name: 'Its job' }).click()
    await page.getByRole('heading', { name: 'Generate rows' }).waitFor()
  })

  test('the calendar shows what was and what is to come, of a month and of a week, by the viewer’s clocks', async () => {
    await made('far away', { recurrence: { ...weekly, timezone: 'Asia/Tokyo' } })
    const page = await here.page({ at })
    const calendar = page.getByRole('region', { name: 'Calendar' })
    await calendar
      .getByRole('link', { name: /Published: .*nightly/ })
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'The month after' }).click()
    await calendar.getByText('06:30 in Tokyo').first().waitFor()
    await expectAccessible(page)
    await expectFits(page, 'schedules-month')
    expect(page.url()).toContain('on=')
    await page.reload()
    await calendar.getByText('06:30 in Tokyo').first().waitFor()
    await page.getByRole('button', { name: 'Week', exact: true }).click()
    await page.getByRole('button', { name: 'Today' }).click()
    await calendar
      .getByRole('link', { name: /Published: .*nightly/ })
      .first()
      .waitFor()
    await expectLooksAsWell(page, 'schedules-week')

    await page.getByRole('tab', { name: 'All schedules' }).click()
    const list = page.getByRole('table', { name: 'Schedules' })
    await list
      .getByRole('row', { name: /nightly/ })
      .getByText('Published')
      .waitFor()
    await expectLooksAsWell(page, 'schedules-list')
    await page.getByRole('tab', { name: 'History' }).click()
    await page.getByRole('list', { name: /^Runs/ }).getByText('nightly').first().waitFor()
    await page.getByRole('button', { name: 'Skipped' }).click()
    await page.getByText('No run is like that').waitFor()
    await page.getByRole('button', { name: 'Show all runs' }).click()
    await expectLooksAsWell(page, 'schedules-history')
  })

  test('a refresh says which gate refused what and why; one that was published is rolled back', async () => {
    const put = { param: { ...param(), dataset: 'orders' }, json: { rules, gate: { refuse: 'failed' as const } } }
    await api.put('/teams/:team/datasets/:dataset/quality/rules', put)
    const page = await here.page({ at: '/teams/:team/refreshes' })
    await page.getByRole('button', { name: 'Refresh now' }).click()
    await expectLooksAsWell(page)
    await page.getByRole('button', { name: 'Chosen ones' }).click()
    for (const name of ['people', 'orders']) await page.getByRole('checkbox', { name }).check()
    await page.getByRole('button', { name: 'Refresh', exact: true }).click()
    await page.getByText('Refused by the quality gate').waitFor({ timeout: 30_000 })
    await page.getByText('Nothing of the set was published').waitFor()
    await page
      .getByText(/kept for a week to be looked into/)
      .first()
      .waitFor()
    await expectAccessible(page)
    await expectFits(page, 'refresh-refused')
    await page.getByRole('button', { name: /Look into its rows.*orders/ }).click()
    const inspected = page.getByRole('dialog')
    await inspected.getByRole('row').nth(3).waitFor()
    await expectLooksAsWell(page, 'refresh-inspect')
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'The check at its gate' }).last().click()
    await page.getByRole('heading', { name: /Check of version/ }).waitFor()

    const json = { datasets: ['people'] }
    const { refresh } = await api.post('/teams/:team/refresh', { param: param(), json })
    expect(await settled(refresh!)).toBe('published')
    await page.goto(`/teams/${here.team}/refreshes`)
    const table = page.getByRole('table', { name: 'Refreshes, the newest first' })
    await table.getByText('1 of 2 did not pass').waitFor()
    await expectAccessible(page)
    await expectFits(page, 'refreshes')
    await table.getByRole('link', { name: 'people', exact: true }).first().click()
    await page.getByRole('button', { name: 'Roll back people' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: /Version 1/ }).check()
    await expectLooksAsWell(page, 'refresh-roll-back')
    await dialog.getByRole('button', { name: 'Read version 1 again' }).click()
    await page.getByText('Version 1 of people is what is read from now on.').waitFor()
    const { publishedVersion } = await api.get('/teams/:team/datasets/:dataset', {
      param: { ...param(), dataset: 'people' },
    })
    expect(publishedVersion).toBe(1)
  })

  testInFull('a refresh is rolled back with all that it published', async () => {
    const about = () => api.get('/teams/:team/datasets/:dataset', { param: { ...param(), dataset: 'people' } })
    const before = (await about()).publishedVersion
    const { refresh } = await api.post('/teams/:team/refresh', { param: param(), json: { datasets: ['people'] } })
    expect(await settled(refresh!)).toBe('published')
    const page = await here.page({ at: `/teams/:team/refreshes/${refresh}` })
    await page.getByRole('button', { name: 'Roll back', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back all of it' }).click()
    await page.getByText(`Read again: people ${before}.`).waitFor()
    expect((await about()).publishedVersion).toBe(before)
  })

  testInFull('a refresh that goes on is cancelled, and nothing of it is published', async () => {
    // The workers have enough to do: what is refreshed waits for them.
    const busy = await Promise.all(['one', 'another'].map((dataset) => generate(dataset, 2_000_000)))
    const json = { datasets: ['events'] }
    const { refresh } = await api.post('/teams/:team/refresh', { param: param(), json })
    const page = await here.page({ at: `/teams/:team/refreshes/${refresh}` })
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Cancel the refresh' }).click()
    await page.locator('main').getByText('Cancelled').first().waitFor()
    expect(await settled(refresh!)).toBe('cancelled')
    for (const { id: job } of busy) await api.post('/teams/:team/jobs/:job/cancel', { param: { ...param(), job } })
  })

  testInFull('who only reads is offered nothing; who administers says who is told, and removes it', async () => {
    const { id } = await made('looked at')
    const page = await here.page({ at: `${at}/${id}`, as: 'read' })
    const run = page.getByRole('button', { name: 'Run now' })
    await run.waitFor()
    for (const name of ['Run now', 'Pause', 'Change']) {
      expect(await page.getByRole('button', { name, exact: true }).getAttribute('aria-disabled')).toBe('true')
    }
    await page.getByText('Administrators of the team say who is told by e-mail.').waitFor()
    await page.goto(`/teams/${here.team}/schedules`)
    const fresh = page.getByRole('button', { name: 'New schedule' })
    await fresh.focus()
    await page.getByText('This needs the role write in the team; yours is read.').waitFor()

    const admin = await here.page({ at: `${at}/${id}` })
    await admin.getByRole('button', { name: 'Tell somebody' }).click()
    await admin.getByLabel('Address').fill('ada@example.org')
    await expectLooksAsWell(admin)
    await admin.getByRole('button', { name: 'Tell them' }).click()
    const told = admin.getByRole('region', { name: 'Who is told' })
    await told.getByText('ada@example.org', { exact: true }).waitFor()
    await told.getByText(/^when a gate refuses its data, its refresh fails/).waitFor()
    await told.getByRole('button', { name: /Change.*ada/ }).click()
    await admin.getByRole('button', { name: 'No longer' }).click()
    await told.getByText('Nobody is told by e-mail.').waitFor()
    await admin.getByRole('button', { name: 'More of this schedule' }).click()
    await admin.getByRole('menuitem', { name: 'Remove' }).click()
    await admin.getByRole('button', { name: 'Remove it' }).click()
    await expect.poll(() => admin.url()).toContain('view=list')
  })

  testInFull('a server that does not answer is said, and what was read stays', async () => {
    const page = await here.page({ at: `${at}?view=list` })
    await page.getByRole('row').nth(1).waitFor()
    await page.route('**/api/**', (route) => route.abort())
    await page.getByRole('tab', { name: 'Calendar' }).click()
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await page.unroute('**/api/**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('region', { name: 'Calendar' }).getByRole('listitem').first().waitFor()
    expect(here.complaints().every((text) => text.includes('ERR_FAILED'))).toBe(true)
  })
})
