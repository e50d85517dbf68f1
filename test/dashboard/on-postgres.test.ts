/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../database.ts'
import { raiseServer } from './raise-server.ts'
import { noStage, world } from './world.ts'

/** The main way through, on the other engine: `npm run test:full -- dashboard` has all of them on it. */
describe.skipIf(noStage)('screens over a store in Postgres', () => {
  let server: Awaited<ReturnType<typeof raiseServer>>
  beforeAll(async () => {
    server = await raiseServer({ database: await testDatabase('screens') })
  })
  afterAll(() => server?.stop())
  const here = world('postgres', () => server)

  test('rows are uploaded, seen and made by a job that is seen to go on, and erased', async () => {
    const page = await here.page({ at: '/teams/:team/datasets', as: 'admin' })
    await page.getByRole('heading', { name: 'Datasets', level: 1 }).waitFor()
    await page.keyboard.press('n')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('people')
    await dialog.getByRole('button', { name: 'Make it' }).click()
    await page.getByText('nothing is published yet').waitFor()
    await page.getByRole('button', { name: 'Upload' }).click()
    const buffer = Buffer.from('{"id": 1, "name": "Ada"}\n{"id": 2, "name": "Grace"}\n')
    await dialog.getByLabel('File').setInputFiles({ name: 'people.ndjson', mimeType: 'application/json', buffer })
    await dialog.getByRole('button', { name: 'Upload' }).click()
    await page.getByText('version 1 is published').waitFor()
    await page.goto(`/teams/${here.team}/datasets/people?tab=rows`)
    await page.getByRole('cell', { name: 'Grace' }).waitFor()

    await page.goto(`/teams/${here.team}/jobs`)
    await page.getByText('Nothing was done here yet').waitFor()
    const schema = { entities: [{ name: 'people', fields: { id: 'sequence', name: 'full-name' } }] }
    const member = await here.member('write')
    await member.post('/teams/:team/generate', {
      param: { team: here.team },
      json: { dataset: 'people', schema, rows: 500 },
    })
    const row = page.getByRole('row', { name: /Generate rows/ })
    await row.getByText('Completed').waitFor()
    await row.getByText('500 rows').waitFor()

    await page.goto(`/teams/${here.team}/datasets/people?tab=settings`)
    await page.getByRole('button', { name: 'Erase for ever' }).click()
    await dialog.getByLabel('Type “people” to go on').fill('people')
    await dialog.getByRole('button', { name: 'Erase it' }).click()
    await page.getByText('people is erased').waitFor()
    expect(await page.getByRole('link', { name: 'people' }).count()).toBe(0)
  })
})
