/// <reference lib="dom" />
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testInFull } from '../full.ts'
import { expectAccessible, expectFits, expectLooksAsWell } from './looks.ts'
import { noStage, world } from './world.ts'

describe.skipIf(noStage)('connections of a team', () => {
  const here = world('connections')
  const param = () => ({ team: here.team })

  test('a webhook is made and tried; why a delivery fails is said, and it is delivered again', async () => {
    let answer = 204
    const receiver = createServer((request, response) => {
      request.resume()
      response.writeHead(answer).end()
    })
    await once(receiver.listen(0, '127.0.0.1'), 'listening')
    const address = receiver.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hooks`
    try {
      const page = await here.page({ at: '/teams/:team/settings?tab=webhooks' })
      await page.getByText('Nobody is told yet').waitFor()
      await page.getByRole('button', { name: 'New webhook' }).click()
      const dialog = page.getByRole('dialog')
      const make = dialog.getByRole('button', { name: 'Make it' })
      await dialog.getByLabel('Address').fill('https://10.0.0.1/hooks')
      await make.click()
      await dialog.getByRole('alert').waitFor()
      expect(here.complaints().every((text) => text.includes('400'))).toBe(true)
      await dialog.getByLabel('Address').fill(url)
      await dialog.getByRole('switch', { name: 'Every event, also of kinds to come' }).click()
      await dialog.getByRole('group', { name: 'dataset' }).getByLabel('published').check()
      await expectLooksAsWell(page, 'settings-new-webhook')
      await make.click()
      expect(await dialog.getByRole('status', { name: 'secret' }).textContent()).toMatch(/^whsec_/)
      await dialog.getByRole('button', { name: 'Done' }).click()
      await page.getByText('1 type of event', { exact: false }).waitFor()

      await page.getByRole('button', { name: `Test ${url}` }).click()
      const deliveries = page.getByRole('list', { name: 'Deliveries, the newest first' })
      await deliveries.getByText('taken, with 204').waitFor()
      answer = 500
      await deliveries.getByRole('button', { name: /^Deliver again/ }).click()
      await deliveries.getByText('refused by the receiver, answered with 500').waitFor()
      await expectAccessible(page)
      await expectFits(page, 'settings-webhooks')
      expect(page.url()).toContain('open=')
      await page.getByRole('button', { name: `Remove ${url}` }).click()
      await dialog.getByRole('button', { name: 'Remove' }).click()
      await page.getByText('Nobody is told yet').waitFor()
    } finally {
      receiver.close()
    }
  })

  test('who is told of what by e-mail is chosen, tried, and why nothing got there is said', async () => {
    const page = await here.page({ at: '/teams/:team/settings?tab=notifications' })
    await page.getByText('Nobody is told by e-mail').waitFor()
    await page.getByRole('button', { name: 'Tell somebody' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail address').fill('lead@example.org')
    await dialog.getByLabel('a refresh is published').check()
    await dialog.getByRole('button', { name: 'Tell them' }).click()
    await page.getByText('when a gate refuses a refresh', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Test lead@example.org' }).click()
    const messages = page.getByRole('list', { name: 'Deliveries, the newest first' })
    await messages.getByText('notification.tested').waitFor()
    await messages.getByText('1 attempt', { exact: false }).waitFor()
    await expectLooksAsWell(page, 'settings-notifications')
  })

  test('files are connected, tried, imported, and what was taken is said', async () => {
    const rows = `id,total\n${Array.from({ length: 5000 }, (_, i) => `${i},${i * 2}\n`).join('')}5000,much\n`
    const member = await here.member('admin')
    const { id } = await member.get('/teams/:team', { param: param() })
    await mkdir(join(here.files, 'connectors', id, 'shop'), { recursive: true })
    await writeFile(join(here.files, 'connectors', id, 'shop', 'orders.csv'), rows)
    const page = await here.page({ at: '/teams/:team/settings?tab=connectors' })
    await page.getByText('The team is connected to nothing').waitFor()
    await page.getByRole('button', { name: 'New connector' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('shop files')
    await expectLooksAsWell(page, 'settings-new-connector')
    await dialog.getByLabel(/^Kind/).click()
    await page.getByRole('option', { name: 'Folder of files' }).click()
    await dialog.getByRole('textbox', { name: 'Folder' }).fill('shop')
    await dialog.getByRole('button', { name: 'Make it' }).click()
    await page.getByText('orders.csv').waitFor()
    await page.getByText('reached', { exact: true }).waitFor()

    await page.getByRole('button', { name: 'Import from shop files' }).click()
    await dialog.getByLabel('Dataset').fill('orders')
    await page.keyboard.press('Tab')
    await dialog.getByLabel('Rows that may be left out').fill('5')
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await expect.poll(() => page.url()).toMatch(/\/jobs\//)
    await page
      .getByText(/Completed|Failed/)
      .first()
      .waitFor()
    await page.goto(`/teams/${here.team}/settings?tab=connectors`)
    await page.getByRole('button', { name: /^Look at it/ }).click()
    await dialog.getByText('orders.csv').first().waitFor()
    await dialog.getByText('5,001').first().waitFor()
    await expectLooksAsWell(page, 'settings-transfer')
    await page.keyboard.press('Escape')
    await expectAccessible(page)
    await expectFits(page, 'settings-connectors')
  })

  testInFull('a dataset is exported by a connector, with masks where it says so', async () => {
    const member = await here.member('admin')
    const { id } = await member.get('/teams/:team', { param: param() })
    const dataset = { ...param(), dataset: 'guests' }
    await member.post('/teams/:team/datasets', { param: param(), json: { name: 'guests' } })
    const query = { format: 'ndjson', entity: 'guests' } as const
    await member.upload({ param: dataset, query }, '{"id":1,"email":"ford@example.org"}\n')
    await member.post('/teams/:team/connectors', {
      param: param(),
      json: { name: 'out', kind: 'files', use: 'export', settings: { folder: 'out' } },
    })
    const page = await here.page({ at: '/teams/:team/settings?tab=connectors' })
    await page.getByRole('button', { name: 'Export to out' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Dataset/).click()
    await page.getByRole('option', { name: 'guests' }).click()
    await dialog.getByText('guests.email').waitFor()
    await dialog.getByLabel('Folder').fill('masked')
    await expectLooksAsWell(page)
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    await expect.poll(() => page.url()).toMatch(/\/jobs\//)
    await page.getByText('Completed').first().waitFor()
    const written = join(here.files, 'connectors', id, 'out', 'masked', 'guests.ndjson')
    expect(await readFile(written, 'utf8')).toBe('{"id":1,"email":"***"}\n')
  })
})
