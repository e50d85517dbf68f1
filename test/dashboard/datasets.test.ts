/// <reference lib="dom" />
import { text as textOf } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from 'vitest'
import { testInFull } from '../full.ts'
import { expectAccessible, expectFits, expectLooksAsWell } from './looks.ts'
import { noStage, world } from './world.ts'

const csv = (names: readonly string[]) =>
  `id,name,plan\n${names.map((name, i) => `${i + 1},${name},basic`).join('\n')}\n`

describe.skipIf(noStage)('datasets', () => {
  const here = world('datasets')
  const at = '/teams/:team/datasets'

  beforeAll(async () => {
    const api = await here.member('write')
    const param = { team: here.team, dataset: 'people' }
    await api.post('/teams/:team/datasets', {
      param: { team: here.team },
      json: { name: 'people', description: 'Those who sign in' },
    })
    const query = { format: 'csv', entity: 'people', primaryKey: 'id' } as const
    await api.upload({ param, query }, csv(['Ada', 'Grace', 'Edsger']))
    await api.upload({ param, query }, csv(['Ada', 'Barbara', 'Edsger', 'Donald']))
    const decides = await here.member('admin')
    await decides.patch('/teams/:team/datasets/:dataset', {
      param,
      json: { personal: [{ entity: 'people', field: 'name', mark: 'open' }] },
    })
  })

  test('one is found in the list, opened, and its versions say where they came from and what changed', async () => {
    const page = await here.page({ at })
    await page.getByRole('link', { name: 'people' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('nothing of the kind')
    await page.getByText('Nothing like “nothing of the kind”').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await expectAccessible(page)
    await expectFits(page, 'datasets')
    await page.getByRole('link', { name: 'people' }).click()
    await page.getByText('version 2 is published').waitFor()
    await expectAccessible(page)
    await expectFits(page, 'dataset')
    await page.getByRole('link', { name: 'What changed since version 1' }).click()
    const rows = page.getByRole('table', { name: 'Rows that differ' })
    await rows.getByText('Grace').waitFor()
    await rows.getByText('Barbara').waitFor()
    await rows.getByText('added').waitFor()
    await expectLooksAsWell(page, 'dataset-compare')
    await page.reload()
    await rows.getByText('Barbara').waitFor()
  })

  test('rows are seen as they stand, of the version that the address names', async () => {
    const page = await here.page({ at: `${at}/people?tab=rows&version=1` })
    await page.getByRole('cell', { name: 'Grace' }).waitFor()
    await expectAccessible(page)
    await expectFits(page, 'dataset-rows')
    await page.getByLabel('Version: Version 1').click()
    await page.getByRole('option', { name: 'Version 2' }).click()
    await page.getByRole('cell', { name: 'Barbara' }).waitFor()
    expect(page.url()).toContain('version=2')
  })

  test('what is somebody’s is masked, and shown to whoever may and asks for it; a field is marked by hand', async () => {
    const api = await here.member('write')
    const param = { team: here.team, dataset: 'guests' }
    await api.post('/teams/:team/datasets', { param: { team: here.team }, json: { name: 'guests', description: '' } })
    const lines = ['ford', 'arthur'].map((who, i) => `{"id":${i},"email":"${who}@example.org","plan":"basic"}\n`)
    await api.upload({ param, query: { format: 'ndjson', entity: 'guests' } }, lines.join(''))
    const page = await here.page({ at: `${at}/guests?tab=rows` })
    await page.getByRole('cell', { name: '***' }).first().waitFor()
    await page.getByText('Masked for you, for it is somebody’s').waitFor()
    await expectLooksAsWell(page, 'dataset-masked')
    await page.getByRole('switch', { name: 'Reveal' }).click()
    await page.getByRole('cell', { name: 'arthur@example.org' }).waitFor()
    await page.reload()
    await page.getByRole('cell', { name: '***' }).first().waitFor()
    expect(await page.getByText('arthur@example.org').count()).toBe(0)

    const editor = await here.page({ at: `${at}/guests?tab=rows`, as: 'write' })
    await editor.getByText('This needs the role admin in the team; yours is write.').waitFor()
    expect(await editor.getByRole('switch', { name: 'Reveal' }).count()).toBe(0)
    await editor.getByRole('tab', { name: 'Settings' }).click()
    await editor.getByLabel(/^Another field/).click()
    await editor.getByRole('option', { name: 'guests.plan' }).click()
    await editor.getByRole('button', { name: 'Mask it' }).click()
    const marks = editor.getByRole('list', { name: 'Fields that are somebody’s' })
    await marks.getByText('guests.plan').waitFor()
    await expectLooksAsWell(editor)
    await editor.getByRole('tab', { name: 'Rows' }).click()
    await editor.getByText('email, plan').waitFor()
  })

  test('of many rows those come that somebody looks at, wherever that is', async () => {
    const many = 30_000
    const api = await here.member('write')
    const param = { team: here.team, dataset: 'many' }
    await api.post('/teams/:team/datasets', { param: { team: here.team }, json: { name: 'many', description: '' } })
    const lines = Array.from({ length: many }, (_, i) => JSON.stringify({ id: i + 1, word: `word ${i + 1}` }))
    await api.upload({ param, query: { format: 'ndjson', entity: 'words' } }, lines.join('\n'))
    const page = await here.page({ at: `${at}/many?tab=rows` })
    await page.getByRole('cell', { name: 'word 1', exact: true }).waitFor()
    await page.getByLabel('Go to row').fill('29990')
    await page.getByRole('button', { name: 'Go', exact: true }).click()
    await page.getByRole('cell', { name: 'word 29990' }).waitFor()
    expect(await page.getByRole('rowheader').count()).toBeLessThan(120)
  })

  test('an empty one is made, rows are uploaded, and a broken file says what is wrong with it', async () => {
    const page = await here.page({ at, as: 'write' })
    await page.getByRole('link', { name: 'people' }).waitFor()
    await page.keyboard.press('n')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('orders')
    await dialog.getByRole('button', { name: 'Make it' }).click()
    await page.getByText('nothing is published yet').waitFor()
    await page.getByRole('button', { name: 'Upload' }).click()
    const file = (text: string) => ({ name: 'orders.ndjson', mimeType: 'application/json', buffer: Buffer.from(text) })
    await dialog.getByLabel('File').setInputFiles(file('{"id": 1\n'))
    await dialog.getByRole('button', { name: 'Upload' }).click()
    await dialog.getByRole('alert').waitFor()
    await expectLooksAsWell(page)
    await dialog.getByLabel('File').setInputFiles(file('{"id": 1}\n{"id": 2}\n'))
    await dialog.getByRole('button', { name: 'Upload' }).click()
    // The number of the broken one is not given twice.
    await page.getByText('version 2 is published').waitFor()
    expect(here.complaints().every((text) => text.includes('400'))).toBe(true)
  })

  test('an export of some rows is a file of what was asked for', async () => {
    const page = await here.page({ at: `${at}/people` })
    await page.getByRole('button', { name: 'Export' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Format/).click()
    await page.getByRole('option', { name: /CSV/ }).click()
    await dialog.getByLabel('Only rows where').fill("name = 'Donald'")
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Export' }).click(),
    ])
    expect(saved.suggestedFilename()).toBe('people.csv')
    expect(await textOf(await saved.createReadStream())).toBe('id,name,plan\n4,Donald,basic\n')
  })

  test('a look at all rows is a job, and what it told is shown column by column', async () => {
    const page = await here.page({ at: `${at}/people?tab=profile`, as: 'write' })
    await page.getByText('Nobody has looked at the rows of version 2 yet').waitFor()
    await page.getByRole('button', { name: 'Look at all rows' }).click()
    await page.getByRole('table', { name: 'Frequent values of plan' }).getByText('basic').waitFor()
    await expectLooksAsWell(page, 'dataset-profile')
    expect(here.complaints().every((text) => text.includes('404'))).toBe(true)
  })

  test('settings are saved, archiving is undone, and erasing asks for the name', async () => {
    const page = await here.page({ at: `${at}/orders?tab=settings` })
    await page.getByLabel('Description').fill('What was bought')
    await page.getByLabel('Keep so many').fill('5')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Archive it' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('It is back.').waitFor()
    await expectLooksAsWell(page, 'dataset-settings')
    await page.getByLabel('Description').fill('Never saved')
    await page.getByRole('button', { name: 'Erase for ever' }).click()
    const dialog = page.getByRole('dialog')
    // The answer comes long after it has happened, as where much is taken away: the page asks for nothing of it meanwhile.
    await page.route('**/datasets/orders', async (route) => {
      if (route.request().method() !== 'DELETE') return route.fallback()
      const response = await route.fetch()
      await page.waitForTimeout(1500)
      return route.fulfill({ response })
    })
    await dialog.getByLabel('Type “orders” to go on').fill('orders')
    await dialog.getByRole('button', { name: 'Erase it' }).click()
    await page.getByText('orders is erased').waitFor()
    // What was not saved keeps nobody where nothing is left.
    await page.waitForURL((url) => !url.pathname.endsWith('/orders'), { timeout: 2000 })
    expect(await page.getByRole('link', { name: 'orders' }).count()).toBe(0)
  })

  testInFull('who only reads changes nothing, and is told why', async () => {
    const page = await here.page({ at, as: 'read' })
    const button = page.getByRole('button', { name: 'New dataset' })
    await button.hover()
    await page.getByText('This needs the role write in the team').waitFor()
    expect(await button.getAttribute('aria-disabled')).toBe('true')
  })
})
