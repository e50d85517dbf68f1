/// <reference lib="dom" />
import { describe, expect, test } from 'vitest'
import { testInFull } from '../full.ts'
import { expectAccessible, expectFits, expectLooksAsWell } from './looks.ts'
import { noStage, world } from './world.ts'

const people = { entities: [{ name: 'people', fields: { id: 'sequence', name: 'full-name', email: 'email' } }] }

describe.skipIf(noStage)('jobs', () => {
  const here = world('jobs')
  const param = () => ({ team: here.team })

  async function generate(rows: number, dataset = 'people'): Promise<string> {
    const member = await here.member('write')
    const { id } = await member.post('/teams/:team/generate', {
      param: param(),
      json: { dataset, schema: people, rows },
    })
    return id
  }

  test('a team in which nothing was done says what would stand here', async () => {
    const page = await here.page({ at: '/teams/:team/jobs' })
    await page.getByText('Nothing was done here yet').waitFor()
    await expectLooksAsWell(page, 'jobs-empty')
    await page.getByRole('button', { name: 'Failed' }).click()
    await page.getByText('No job is like that').waitFor()
    expect(page.url()).toContain('status=failed')
    await page.getByRole('button', { name: 'Show all jobs' }).click()
    await page.getByText('Nothing was done here yet').waitFor()
  })

  test('what is begun elsewhere is seen as it goes on, without a reload, and by two at once', async () => {
    const pages = await Promise.all([
      here.page({ at: '/teams/:team/jobs' }),
      here.page({ as: 'read', at: '/teams/:team/jobs' }),
    ])
    for (const page of pages) await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor()
    await generate(2000)
    for (const page of pages) {
      const row = page.getByRole('row', { name: /Generate rows/ }).first()
      await row.getByText('Completed').waitFor()
      await row.getByText('2,000 rows').waitFor()
    }
  })

  testInFull('who only reads is offered nothing that would be refused, and told why', async () => {
    const running = await generate(5_000_000)
    const page = await here.page({ as: 'read', at: `/teams/:team/jobs/${running}` })
    const cancel = page.getByRole('button', { name: 'Cancel' })
    await cancel.waitFor()
    await cancel.focus()
    await page.getByText('This needs the role write in the team; yours is read.').waitFor()
    await page.keyboard.press('Enter')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.goto(`/teams/${here.team}/jobs`)
    await page.getByRole('row').nth(1).waitFor()
    expect(
      await page.getByRole('link', { name: 'Generate rows', exact: true }).and(page.locator('main header a')).count(),
    ).toBe(0)
    const member = await here.member('write')
    await member.post('/teams/:team/jobs/:job/cancel', { param: { ...param(), job: running } })
  })

  test('a job shows its parts, its log and its figures, and can be cancelled and done again', async () => {
    const running = await generate(5_000_000)
    const page = await here.page({ at: `/teams/:team/jobs/${running}` })
    await page.getByRole('button', { name: 'Cancel' }).waitFor()
    await page.getByRole('list', { name: 'Parts of the job' }).waitFor()
    await expectAccessible(page)
    await expectFits(page, 'job-running')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Cancel the job' }).click()
    await page.getByText('Cancelled').waitFor()
    // By hand: left as it was, or made anew would take as long as it did.
    await page.getByRole('button', { name: 'Do it again' }).click()
    await expect.poll(() => page.url()).not.toContain(running)
    await page.getByRole('link', { name: 'the one before' }).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Cancel the job' }).click()
    await page.getByText('Cancelled').waitFor()
  })

  test('the list is accessible, gone through by keyboard, and its filter stands in the address', async () => {
    const page = await here.page({ at: '/teams/:team/jobs' })
    const rows = page.locator('[data-row-link]')
    await rows.nth(1).waitFor()
    await expectAccessible(page)
    await expectFits(page, 'jobs')
    await rows.first().focus()
    await page.keyboard.press('ArrowDown')
    expect(await rows.nth(1).evaluate((link) => link === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toMatch(/\/jobs\/[0-9a-f-]+$/)
    await page.goBack()
    await rows.nth(1).waitFor()
    await page.keyboard.press('f')
    await expect.poll(() => page.url()).toContain('status=failed')
    await page.getByRole('button', { name: 'Cancelled' }).click()
    await page
      .getByRole('row', { name: /Cancelled/ })
      .first()
      .waitFor()
    await page.reload()
    await page
      .getByRole('row', { name: /Cancelled/ })
      .first()
      .waitFor()
    expect(await page.getByRole('button', { name: 'Cancelled' }).getAttribute('aria-pressed')).toBe('true')
  })

  testInFull('a server that does not answer leaves what was read, and says how old it is', async () => {
    const page = await here.page({ at: '/teams/:team/jobs' })
    await page.getByRole('row').nth(1).waitFor()
    await page.route('**/api/**', (route) => route.abort())
    await page.getByRole('button', { name: 'Failed' }).click()
    await page.getByText('The server does not answer. What you see').waitFor()
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await page.unroute('**/api/**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('No job is like that').waitFor()
    await expect.poll(() => page.getByText('The server does not answer. What you see').count()).toBe(0)
    expect(here.complaints().every((text) => text.includes('ERR_FAILED'))).toBe(true)
  })
})
