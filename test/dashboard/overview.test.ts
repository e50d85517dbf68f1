/// <reference lib="dom" />
import { describe, expect, test } from 'vitest'
import { testInFull } from '../full.ts'
import { expectAccessible, expectFits, expectLooksAsWell } from './looks.ts'
import { noStage, world } from './world.ts'

const shop = {
  entities: [
    { name: 'customers', fields: { id: 'sequence', email: { kind: 'email', nullRate: 0.2 } } },
    { name: 'orders', fields: { id: 'sequence', total: { type: 'decimal' } } },
  ],
}
const rules = {
  kind: 'understudy.quality-rules',
  version: 1,
  completenessRules: [
    { type: 'notNull', id: 'email-there', entity: 'customers', column: 'email', severity: 'critical' },
    { type: 'notNull', id: 'total-there', entity: 'orders', column: 'total' },
  ],
}

describe.skipIf(noStage)('the overview', () => {
  const here = world('overview')
  const param = () => ({ team: here.team })

  test('a team without data is led to its first dataset', async () => {
    const page = await here.page({ at: '/teams/:team' })
    await page.getByText('This team has no data yet').waitFor()
    await expectLooksAsWell(page, 'overview-empty')
    await page.getByRole('link', { name: 'Design the first dataset' }).click()
    await expect.poll(() => page.url()).toContain('/designer')
    const reader = await here.page({ as: 'read', at: '/teams/:team' })
    await reader.getByText('This team has no data yet').waitFor()
    expect(await reader.getByRole('link', { name: 'Design the first dataset' }).count()).toBe(0)
  })

  test('what is well and what fails is seen at once, as it happens, and leads to its cause', async () => {
    const member = await here.member('write')
    const page = await here.page({ at: '/teams/:team' })
    await page.getByText('This team has no data yet').waitFor()
    for (const dataset of ['shop', 'checkout']) {
      await member.post('/teams/:team/generate', { param: param(), json: { dataset, schema: shop, rows: 400 } })
    }
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name) })
    await row('shop').getByText('Healthy').waitFor()
    await row('checkout').getByText('Healthy').waitFor()
    await member.put('/teams/:team/datasets/:dataset/quality/rules', {
      param: { ...param(), dataset: 'shop' },
      json: { rules },
    })
    for (let i = 0; i < 3; i++) {
      await member.post('/teams/:team/quality/validate', { param: param(), json: { dataset: 'shop' } })
    }
    await row('shop').getByText('Failing').waitFor()
    await page.getByText('1 critical').first().waitFor()
    expect(await page.locator('main').getByText('Failing').first().isVisible()).toBe(true)
    await expect.poll(() => row('shop').locator('svg[role=img]').getAttribute('aria-label')).toContain('3 values')
    await expectAccessible(page)
    await expectFits(page, 'overview')
    await page.getByRole('link', { name: /Open incidents/ }).click()
    await expect.poll(() => page.url()).toContain('/quality?view=incidents')
  })

  test('of many teams the one that fails comes first, with what speaks against it, and all others are there', async () => {
    const page = await here.page({ as: 'write', at: '/teams/:team' })
    const calm = Array.from({ length: 51 }, (_, i) => ({ slug: `a-${i}-${here.team}`, name: `Calm ${i}` }))
    const invited = { email: `write-${here.team}@example.org`, name: 'The write', role: 'read' as const }
    const invite = async (json: (typeof calm)[number]) => {
      await here.boss.post('/teams', { json })
      const { link } = await here.boss.post('/teams/:team/members', { param: { team: json.slug }, json: invited })
      return link.url.split('/').at(-1)
    }
    // Whoever is signed in takes a link without a password.
    const taken = await page.evaluate(
      (links) => {
        const headers = { 'content-type': 'application/json' }
        const take = (link: unknown) => ({ method: 'POST', headers, body: JSON.stringify({ link, tokens: 'body' }) })
        return Promise.all(links.map(async (link) => (await fetch('/api/auth/sessions', take(link))).status))
      },
      await Promise.all(calm.map(invite)),
    )
    expect(new Set(taken)).toEqual(new Set([201]))
    await page.goto('/')
    const teams = page.getByRole('table', { name: 'Teams' }).getByRole('row')
    await expect.poll(() => teams.count()).toBe(calm.length + 2)
    const failing = teams.nth(1)
    await failing.getByText('Team overview').waitFor()
    await failing.getByText('shop: critical incident').waitFor()
    const names = await teams.locator('[data-row-link]').allTextContents()
    expect(calm.filter(({ slug }) => !names.some((name) => name.includes(slug)))).toEqual([])
    await expectAccessible(page)
    await expectFits(page, 'home')
    const answered: number[] = []
    page.on('response', (answer) => answer.url().includes('/api/overview') && answered.push(answer.status()))
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await expect.poll(() => answered).toEqual([304, 304])
    await page.getByRole('searchbox', { name: 'Search teams' }).fill('Calm 50')
    await expect.poll(() => teams.count()).toBe(2)
  })

  test('all data is made anew by a press that is asked about, which who reads is not offered', async () => {
    const page = await here.page({ as: 'write', at: '/teams/:team' })
    await page.getByRole('button', { name: 'Refresh all' }).click()
    await page.getByRole('dialog', { name: 'Make all data anew?' }).getByRole('button', { name: 'Refresh all' }).click()
    await page.getByText('2 datasets on the way').waitFor()
    await page.getByText('v2').first().waitFor()
    const reader = await here.page({ as: 'read', at: '/teams/:team' })
    await reader.getByRole('row').nth(1).waitFor()
    expect(await reader.getByRole('button', { name: 'Refresh all' }).getAttribute('aria-disabled')).toBe('true')
  })

  testInFull('who administers the system sees teams of theirs, the worst first, and finds one of many', async () => {
    const page = await here.page({ as: 'boss', at: '/' })
    await page.getByText('You are in no team yet').waitFor()
    await expectLooksAsWell(page, 'teams-none')
    const member = await here.page({ at: '/' })
    // Whoever is in one team alone is there at once.
    await expect.poll(() => member.url()).toContain(`/teams/${here.team}`)
  })
})
