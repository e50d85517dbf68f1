/// <reference lib="dom" />
import { text as textOf } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from 'vitest'
import { testInFull } from '../full.ts'
import { expectAccessible, expectFits, expectLooksAsWell } from './looks.ts'
import { noStage, world } from './world.ts'

const rules = {
  kind: 'understudy.quality-rules',
  version: 1,
  completenessRules: [{ type: 'notNull', id: 'plan is there', entity: 'people', column: 'plan' }],
  consistencyRules: [{ type: 'unique', id: 'one address each', entity: 'people', columns: ['email'] }],
}

describe.skipIf(noStage)('quality', () => {
  const here = world('quality')
  const at = '/teams/:team/quality'

  beforeAll(async () => {
    const api = await here.member('write')
    const param = { team: here.team, dataset: 'people' }
    await api.post('/teams/:team/datasets', { param: { team: here.team }, json: { name: 'people', description: '' } })
    await api.put('/teams/:team/datasets/:dataset/quality/rules', { param, json: { rules } })
    const query = { format: 'ndjson', entity: 'people', primaryKey: 'id' } as const
    for (const plans of [
      ['basic', 'basic', 'plus'],
      ['basic', null, 'plus'],
    ]) {
      const lines = plans.map((plan, id) => JSON.stringify({ id, email: `p${id}@example.org`, plan }))
      await api.upload({ param, query }, lines.join('\n'))
      const { id: job } = await api.post('/teams/:team/quality/validate', {
        param: { team: here.team },
        json: { dataset: 'people' },
      })
      for await (const event of api.jobEvents({ team: here.team, job })) {
        if (event.type === 'job.failed') throw new Error(JSON.stringify(event))
      }
    }
  })

  test('how a dataset stands is seen at a glance, and each look leads to the rule and the rows', async () => {
    const page = await here.page({ at })
    await page.getByRole('list', { name: 'The six dimensions' }).getByText('Completeness').waitFor()
    await page.getByRole('link', { name: 'plan is there' }).waitFor()
    await expectAccessible(page)
    await expectFits(page, 'quality')
    await page.getByRole('link', { name: 'plan is there' }).click()
    await page.getByRole('heading', { name: 'Check of version 2' }).waitFor()
    const failing = page.getByRole('table', { name: 'Rows that fail, masked' })
    await failing.getByText('null').first().waitFor()
    await page.getByText('What would help').waitFor()
    await expectAccessible(page)
    await expectFits(page, 'quality-check')
    await page.reload()
    await failing.getByText('null').first().waitFor()
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'JUnit' }).click(),
    ])
    expect(await textOf(await saved.createReadStream())).toContain('<testsuite')
  })

  test('an incident is given to somebody, made quiet and resolved, in two browsers at once', async () => {
    const page = await here.page({ at: `${at}?view=incidents` })
    const other = await here.page({ at: `${at}?view=incidents`, as: 'write' })
    await page.getByRole('button', { name: 'I see to it' }).first().click()
    await other.getByText('sees to it').first().waitFor()
    await expectLooksAsWell(page, 'quality-incidents')
    await page
      .getByRole('button', { name: /^More of/ })
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'Quiet for a day' }).click()
    await other.getByText('quiet until').first().waitFor()
    await page
      .getByRole('button', { name: /^More of/ })
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'It is resolved' }).click()
    await other.getByText('Nothing is wrong').waitFor()
  })

  test('rules are suggested, changed and saved, and what is wrong with them is said', async () => {
    const page = await here.page({ at: `${at}?view=rules` })
    await page.getByText('2 rules').first().waitFor()
    await page
      .getByRole('button', { name: 'A version is refused' })
      .or(page.getByLabel(/^A version is refused/))
      .first()
      .click()
    await page.getByRole('option', { name: 'where a rule fails' }).click()
    await expectLooksAsWell(page, 'quality-rules')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('They are version 2 of its rules.').waitFor()
    const editor = page.getByRole('textbox', { name: 'Rules of people' })
    await editor.click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('{')
    await page.getByText('This is no JSON yet.').waitFor()
    await page.getByRole('button', { name: 'As they were' }).click()
    await page.getByText('2 rules').first().waitFor()
  })

  test('a check is begun from here, and is in the list when it is done', async () => {
    const page = await here.page({ at, as: 'write' })
    await page.getByRole('table', { name: 'Checks' }).getByRole('link').nth(1).waitFor()
    await page.getByRole('button', { name: 'Check now' }).click()
    await page.getByRole('table', { name: 'Checks' }).getByRole('link').nth(2).waitFor()
  })

  testInFull('who only reads changes nothing', async () => {
    const page = await here.page({ at: `${at}?view=rules`, as: 'read' })
    await page.getByText('2 rules').first().waitFor()
    expect(await page.getByRole('button', { name: 'Save' }).getAttribute('aria-disabled')).toBe('true')
    expect(await page.getByRole('button', { name: 'Check now' }).getAttribute('aria-disabled')).toBe('true')
  })
})
