/// <reference lib="dom" />
import { buffer } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { testInFull } from '../full.ts'
import { typeOver } from '../type-over.ts'
import { expectAccessible, expectFits, expectLooksAsWell } from './looks.ts'
import { noStage, world } from './world.ts'

describe.skipIf(noStage)('the schema designer', () => {
  const here = world('designer')
  const at = '/teams/:team/designer'
  const view = (page: Page, name: 'Form' | 'JSON' | 'Diagram') => page.getByRole('tab', { name, exact: true }).click()
  const rows = (page: Page) => page.getByRole('region', { name: /^Rows of/ })
  const editor = (page: Page) => page.getByRole('textbox', { name: 'Schema, as JSON' })

  test('by the form: an entity is made, its fields are, one holds the key of another, and its rows follow', async () => {
    const page = await here.page({ at })
    await page.getByText('of 1,000 rows').waitFor()
    await page.getByRole('button', { name: 'Add an entity' }).click()
    const entity = page.getByRole('textbox', { name: 'Entity' })
    await entity.fill('stores')
    await entity.press('Enter')
    await expect.poll(() => page.url()).toContain('entity=stores')

    await page.getByRole('button', { name: 'Add a field' }).click()
    // Its name is selected: one types on.
    await page.keyboard.type('mail')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('e-mail')
    await page.getByRole('option', { name: /^email/ }).click()
    await page.getByRole('checkbox', { name: 'mail is unique' }).check()
    // Rows follow by themselves.
    await page.getByRole('tab', { name: /^stores/ }).click()
    await expect.poll(() => rows(page).locator('thead bdi').allTextContents()).toEqual(['id', 'mail'])

    await page.getByRole('button', { name: 'Add a field' }).click()
    await page.keyboard.type('best_customer')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'More of best_customer' }).click()
    await page.getByRole('combobox', { name: /^What best_customer holds/ }).click()
    await page.getByRole('option', { name: 'customers.id' }).click()
    await page.getByText('stores.best_customer points at customers').waitFor()
    await page.getByText('6 entities, valid').waitFor()
    await expectAccessible(page)
    await expectFits(page, 'designer-form')
  })

  test('what is seen is kept as a dataset by a worker, after it was said how much it would be', async () => {
    const page = await here.page({ at })
    await page.getByText('of 1,000 rows').waitFor()
    await page.getByLabel('Rows of each entity').fill('200')
    const keep = page.getByRole('button', { name: 'Keep as a dataset' })
    // What is seen is what is kept: after a change it has to be seen first.
    expect(await keep.getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('button', { name: 'Generate' }).click()
    await page.getByText('of 200 rows').waitFor()
    await page.getByText(/^About 1,000 rows, .* kB as NDJSON, .* to make as a dataset/).waitFor()
    await keep.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Dataset').fill('shop')
    await dialog.getByRole('heading').click()
    await expectLooksAsWell(page)
    await dialog.getByRole('button', { name: 'Make it' }).click()
    await page.getByText('completed').first().waitFor()
    await page.goto(`/teams/${here.team}/datasets/shop?tab=rows`)
    await page.getByRole('tab', { name: /customers/ }).waitFor()
  })

  testInFull('what goes along is said before a field or an entity is removed, and a press brings it back', async () => {
    const page = await here.page({ at: `${at}?entity=orders` })
    const status = page.getByRole('textbox', { name: 'Name of field 3' })
    await status.fill('state')
    await status.press('Enter')
    await page.getByText("says_why: orders: where state = 'cancelled'").waitFor()
    await page.getByRole('button', { name: 'Remove customer_id', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('orders.customer_id points at customers').waitFor()
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await expect.poll(() => page.getByRole('textbox', { name: /^Name of field/ }).count()).toBe(7)
    // By the keyboard as by the button.
    await page.getByRole('list', { name: 'Fields of orders' }).click()
    await page.keyboard.press('ControlOrMeta+z')
    await expect.poll(() => page.getByRole('textbox', { name: /^Name of field/ }).count()).toBe(8)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => page.getByRole('textbox', { name: 'Name of field 3' }).inputValue()).toBe('status')
    await page.getByRole('button', { name: 'Remove orders', exact: true }).click()
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('4 entities, valid').waitFor()
    await expectLooksAsWell(page)
  })

  test('a problem stands beside what it is of, and what would mend it is one press away', async () => {
    const page = await here.page({ at: `${at}?view=json` })
    await typeOver(
      editor(page),
      '{"entities": [{"name": "people", "fields": {"id": "sequenz", "age": {"kind": "age", "nulable": true}}}]}',
    )
    await page.getByText('2 problems').waitFor()
    await page.reload()
    await page.getByText('2 problems').waitFor()
    await view(page, 'Form')
    await page.getByRole('link', { name: /^people/ }).click()
    await page.getByRole('button', { name: 'Use sequence' }).click()
    await page.getByRole('button', { name: 'Name it nullable' }).click()
    await page.getByText('1 entity, valid').waitFor()
    expect(await page.getByRole('checkbox', { name: 'age may be null' }).isChecked()).toBe(true)
    await view(page, 'JSON')
    await expect
      .poll(() => editor(page).textContent())
      .toContain('{"id": "sequence", "age": {"kind": "age", "nullable": true}}')
  })

  test('as JSON: what may stand there is offered, with what it means', async () => {
    const page = await here.page({ at: `${at}?view=json` })
    let typed = () => {}
    const typing = new Promise<void>((resolve) => {
      typed = resolve
    })
    // What a schema may hold comes later than somebody types.
    await page.route('**/api/schema/form', async (route) => {
      await typing
      await route.continue()
    })
    await page.reload()
    await typeOver(editor(page), '{"entities": [{"name": "people", "fields": {"id": "sequence", "mail": }}]}')
    await editor(page).press('ControlOrMeta+End')
    for (const _ of '}}]}') await page.keyboard.press('ArrowLeft')
    await page.keyboard.type('"ema')
    await page.waitForTimeout(500)
    typed()
    const offered = page.getByRole('listbox').getByRole('option')
    await offered
      .filter({ hasText: /^email/ })
      .first()
      .waitFor()
    await page.getByText('E-mail address out of the person', { exact: false }).first().waitFor()
    await expectLooksAsWell(page, 'designer-json')
    // What was offered less than 75 ms ago is taken by no key: it may have been meant for the text.
    await page.waitForTimeout(150)
    await page.keyboard.press('Enter')
    await page.getByText('1 entity, valid').waitFor()
    await expect.poll(() => editor(page).textContent()).toContain('"mail": "email"}}]}')
    await editor(page).getByText('"sequence"').hover()
    await page.getByText('Counts the rows', { exact: false }).first().waitFor()
    // Rows come without a press, and a change of the text shows in the form.
    await expect.poll(() => rows(page).locator('thead bdi').allTextContents()).toEqual(['id', 'mail'])
  })

  test('as a diagram: entities lead to their form, by the keyboard too, and it can be read as a table and saved', async () => {
    const page = await here.page({ at: `${at}?view=diagram` })
    const box = (name: string) => page.getByRole('link', { name, exact: true })
    await box('customers').waitFor()
    await page.getByText('5 entities, 7 references').waitFor()
    await expectLooksAsWell(page, 'designer-diagram')
    const wide = async () => (await box('orders').boundingBox())?.width ?? 0
    const before = await wide()
    await page.getByRole('button', { name: 'Larger' }).click()
    expect(await wide()).toBeGreaterThan(before)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as SVG' }).click(),
    ])
    const svg = String(await buffer(await file.createReadStream()))
    expect(svg).toContain('customers')
    expect(svg).not.toContain('var(')
    await page.getByRole('button', { name: 'Show as a table' }).click()
    await page
      .getByRole('row', { name: /^products .*order_items \(product_id\): 0..n for each, which has 1/ })
      .waitFor()
    await expectLooksAsWell(page)
    await page.getByRole('button', { name: 'Show as a diagram' }).click()
    await box('reviews').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toContain('?entity=reviews')
    await page.goBack()
    await box('reviews').waitFor()
  })

  testInFull('who only reads sees what would be made, and why it cannot be kept', async () => {
    const page = await here.page({ at, as: 'read' })
    await page.getByText('of 1,000 rows').waitFor()
    expect(await page.getByRole('button', { name: 'Keep as a dataset' }).getAttribute('aria-disabled')).toBe('true')
  })
})
