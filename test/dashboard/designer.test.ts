/// <reference lib="dom" />
import { describe, expect, test } from 'vitest'
import { expectAccessible, expectFits } from './looks.ts'
import { noStage, world } from './world.ts'

describe.skipIf(noStage)('the schema designer', () => {
  const here = world('designer')
  const at = '/teams/:team/designer'

  test('what is described is seen, kept as a dataset by a worker, and there in less than a minute', async () => {
    const page = await here.page({ at })
    await page.getByText('of 1,000 rows').waitFor()
    await page.getByLabel('Rows of each entity').fill('200')
    const keep = page.getByRole('button', { name: 'Keep as a dataset' })
    // What is seen is what is kept: after a change it has to be seen first.
    expect(await keep.getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('button', { name: 'Generate' }).click()
    await page.getByText('of 200 rows').waitFor()
    await expectAccessible(page)
    await expectFits(page, 'designer')
    await keep.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('shop')
    await dialog.getByRole('heading').click()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Make it' }).click()
    await page.getByText('completed').first().waitFor()
    await page.goto(`/teams/${here.team}/datasets/shop?tab=rows`)
    await page.getByRole('tab', { name: /customers/ }).waitFor()
  })

  test('what somebody types is there after a reload, and problems say where they are', async () => {
    const page = await here.page({ at })
    await page.getByText('of 1,000 rows').waitFor()
    const editor = page.getByRole('textbox', { name: 'Schema' })
    await editor.fill('{"entities": [{"name": "people", "fields": {"id": "sequenz"}}]}')
    await page.getByText('1 problem').waitFor()
    await page.reload()
    await expect.poll(() => editor.inputValue()).toContain('sequenz')
  })

  test('who only reads sees what would be made, and why it cannot be kept', async () => {
    const page = await here.page({ at, as: 'read' })
    await page.getByText('of 1,000 rows').waitFor()
    expect(await page.getByRole('button', { name: 'Keep as a dataset' }).getAttribute('aria-disabled')).toBe('true')
  })
})
