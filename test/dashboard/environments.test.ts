/// <reference lib="dom" />
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../packages/sdk/src/index.ts'
import type { Client } from '../../packages/server/src/client.ts'
import { fillShop, original, shopPolicy } from '../../packages/server/test/shop.ts'
import { testInFull } from '../full.ts'
import { expectAccessible, expectFits, expectLooksAsWell } from './looks.ts'
import { noStage, world } from './world.ts'

describe.skipIf(noStage)('environments and clones', () => {
  const here = world('env')
  const query = () => ({ team: here.team })
  const name = (what: string) => `${what}-${here.team.slice(-6)}`
  let admin: Client

  async function register(what: string, type: 'production' | 'test', level: 'read' | 'clone' | 'admin' = 'admin') {
    const json = { name: name(what), type, databaseUrl: `sqlite:${name(what)}.db`, maskingKey: 'generate' }
    const { id } = await here.boss.post('/environments', { json })
    await here.boss.put('/environments/:environment/grants/:team', {
      param: { environment: id, team: here.team },
      json: { level },
    })
    return id
  }

  /** A job or a clone when it is over. */
  async function over(id: string) {
    for (;;) {
      const job = await admin.get('/teams/:team/jobs/:job', { param: { team: here.team, job: id } })
      if (!['pending', 'running'].includes(job.status)) return job
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  beforeAll(async () => {
    admin = await here.member('admin')
    await fillShop(`sqlite:${join(here.files, `${name('live')}.db`)}`, 500)
    await fillShop(`sqlite:${join(here.files, `${name('copy')}.db`)}`, 3)
    await register('live', 'production')
    await register('copy', 'test')
  })

  test('a system administrator registers an environment, whose connection nobody is told again', async () => {
    const page = await here.page({ as: 'boss', at: '/teams/:team/environments/new' })
    await page.getByRole('heading', { name: 'Register an environment' }).waitFor()
    await page.getByRole('button', { name: 'Register it' }).click()
    await page.getByText('Say where its database is.').waitFor()
    await page.getByLabel('Name').fill(name('rehearsal'))
    await page.getByLabel('Database URL').fill('sqlite:../outside.db')
    await expectAccessible(page)
    await expectFits(page, 'environment-new')
    await page.getByRole('button', { name: 'Register it' }).click()
    await page.getByRole('alert').waitFor()
    expect(here.complaints().every((text) => text.includes('400'))).toBe(true)
    await page.getByLabel('Database URL').fill(`sqlite:${name('rehearsal')}.db`)
    await page.getByRole('button', { name: 'Register it' }).click()
    await page.getByRole('heading', { name: name('rehearsal'), level: 1 }).waitFor()
    await page.getByRole('tab', { name: 'Who may use it' }).click()
    await page.getByText('Team env').last().waitFor()
    await expectLooksAsWell(page, 'environment-access')
    await page.getByRole('button', { name: `More of ${name('rehearsal')}` }).click()
    await page.getByRole('menuitem', { name: 'Change it' }).click()
    const url = page.getByLabel('Database URL')
    await url.waitFor()
    expect(await url.inputValue()).toBe('')
    await page.getByLabel('Tags').fill('nightly')
    await expectLooksAsWell(page, 'environment-change')
    await page.getByRole('button', { name: 'Save it' }).click()
    await page.getByText('nightly').waitFor()
  })

  test('the registry shows what the team may use, and which of them is active', async () => {
    const page = await here.page({ at: '/teams/:team/environments' })
    await page.getByRole('button', { name: `Make active: ${name('copy')}` }).click()
    await page
      .getByRole('row', { name: name('copy') })
      .getByText('Active', { exact: true })
      .filter({ visible: true })
      .first()
      .waitFor()
    await page.getByRole('link', { name: name('live') }).click()
    await page.getByRole('button', { name: 'Look now' }).click()
    await page.getByRole('list', { name: 'What was seen' }).waitFor()
    await expectAccessible(page)
    await expectFits(page, 'environment')
    await page.goBack()
    await page.getByRole('row', { name: name('copy') }).waitFor()
    await expectAccessible(page)
    await expectFits(page, 'environments')
    await page.getByRole('button', { name: 'Training' }).click()
    await page.getByText('No environment is of that type').waitFor()
  })

  testInFull('who only reads is offered nothing that would be refused', async () => {
    const page = await here.page({ as: 'read', at: '/teams/:team/environments' })
    await page.getByRole('row', { name: name('live') }).waitFor()
    expect(await page.getByRole('link', { name: 'Register one' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: /Make active/ }).count()).toBe(0)
    await page.getByRole('link', { name: name('live') }).click()
    await page.getByRole('button', { name: 'Clone it' }).focus()
    await page.getByText('This needs the role write in the team; yours is read.').first().waitFor()
    await page.goto(`${here.url}/teams/${here.team}/clones/new`)
    await page.getByText('This needs the role write in the team; yours is read.').waitFor()
  })

  test('undecided columns of a policy are decided, and a preview shows what it does', async () => {
    const page = await here.page({ at: '/teams/:team/policies' })
    await page.getByText('There is no policy yet').waitFor()
    await expectLooksAsWell(page, 'policies-empty')
    const half = { ...shopPolicy('sqlite'), undecided: {} as Record<string, unknown> }
    const { tier: _, ...rest } = half.tables.customers!.columns as Record<string, unknown>
    const policy = {
      ...half,
      tables: { ...half.tables, customers: { columns: rest } },
      undecided: {
        'customers.tier': { why: 'few values, and nobody knows', suggestions: ['keep', { transform: 'email' }] },
      },
    }
    const { id } = await admin.post('/anonymization/policies', { query: query(), json: { name: 'shop', policy } })
    await page.goto(`${here.url}/teams/${here.team}/policies/${id}`)
    await page.getByText('1 column undecided').waitFor()
    await expectAccessible(page)
    await expectFits(page, 'policy-review')
    await page.getByLabel('What becomes of customers.tier: Not decided').click()
    await page.getByRole('option', { name: 'Keep as it is' }).click()
    await page.getByRole('button', { name: 'Save 1 decision' }).click()
    await page.getByText('version 2, in use').waitFor()
    await page.getByRole('tab', { name: 'Preview' }).click()
    await page.getByRole('row', { name: /customers.email/ }).waitFor()
    await expectLooksAsWell(page, 'policy-preview')
    await page.getByRole('tab', { name: 'Versions' }).click()
    await page.getByRole('button', { name: 'Use it: version 1' }).waitFor()
    await expectLooksAsWell(page, 'policy-versions')
  })

  test('a clone is planned, confirmed by the target’s name, watched, verified and rolled back', async () => {
    const page = await here.page({ at: '/teams/:team/clones' })
    await page.getByText('Nothing was cloned yet').waitFor()
    await page.getByRole('link', { name: 'New clone' }).first().click()
    await page.getByLabel('Source, which is only read').click()
    await page.getByRole('option', { name: name('live') }).click()
    await expect.poll(() => page.getByLabel('Target, which is replaced').inputValue()).toBe(name('copy'))
    await expectAccessible(page)
    await expectFits(page, 'clone-from')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByLabel('Policy').click()
    await page.getByRole('option', { name: 'shop' }).click()
    await page.getByRole('row', { name: /customers.email/ }).waitFor()
    await expectLooksAsWell(page, 'clone-policy')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByLabel('Days that the backup is kept').fill('400')
    await page.getByText('From 0 to 366 days.').waitFor()
    await page.getByLabel('Days that the backup is kept').fill('3')
    await page.getByText('Advanced').click()
    await page.getByLabel('Workers that help').fill('1')
    await expectLooksAsWell(page, 'clone-rows')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Plan it' }).click()
    await page.getByRole('row', { name: /customers/ }).waitFor()
    // The address holds all of it, and what was typed is kept.
    await page.reload()
    await page.getByRole('row', { name: /customers/ }).waitFor()
    await expectLooksAsWell(page, 'clone-plan')
    await page.getByRole('button', { name: 'Start the clone…' }).click()
    const start = page.getByRole('dialog').getByRole('button', { name: 'Start the clone' })
    await page.getByRole('dialog').getByRole('textbox').fill('something else')
    expect(await start.getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('dialog').getByRole('textbox').fill(name('copy'))
    await start.click()
    await page.getByRole('heading', { name: 'What was verified' }).waitFor()
    await page.getByText('Done').first().waitFor()
    await page.getByText('500').first().waitFor()
    await expectAccessible(page)
    await expectFits(page, 'clone')
    {
      await using database = await connect(`sqlite:${join(here.files, `${name('copy')}.db`)}`)
      const rows = await database.query<{ email: string }>('select email from customers')
      expect(rows).toHaveLength(500)
      expect(JSON.stringify(rows)).not.toContain(original)
    }
    await page.getByRole('button', { name: 'Roll back…' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill(name('copy'))
    await page.getByRole('dialog').getByRole('button', { name: 'Roll it back' }).click()
    await page.getByText('Rolled back').first().waitFor()
    await page.goto(`${here.url}/teams/${here.team}/clones`)
    await page.getByRole('row').nth(2).waitFor()
    await expectAccessible(page)
    await expectFits(page, 'clones')
  })

  testInFull('a clone of a subset that goes on is cancelled, and its target stays as it was', async () => {
    const page = await here.page({ at: '/teams/:team/clones/new' })
    await page.getByLabel('Source, which is only read').click()
    await page.getByRole('option', { name: name('live') }).click()
    await expect.poll(() => page.getByLabel('Target, which is replaced').inputValue()).toBe(name('copy'))
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByLabel('Policy').click()
    await page.getByRole('option', { name: 'shop' }).click()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'A subset' }).click()
    await page.getByLabel('The subset, as JSON').waitFor()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Plan it' }).click()
    await page.getByRole('row', { name: /customers.*100/ }).waitFor()
    // The workers have enough to do: the clone waits for them.
    const fields = { id: 'sequence', name: 'full-name' } as const
    const schema = { entities: [{ name: 'people', fields }] }
    const busy = await Promise.all(
      ['one', 'another'].map((dataset) =>
        admin.post('/teams/:team/generate', {
          param: { team: here.team },
          json: { dataset, schema, rows: 2_000_000 },
        }),
      ),
    )
    await page.getByRole('button', { name: 'Start the clone…' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill(name('copy'))
    await page.getByRole('dialog').getByRole('button', { name: 'Start the clone' }).click()
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the clone' }).click()
    await page.locator('main').getByText('Cancelled').first().waitFor()
    for (const { id: job } of busy) {
      await admin.post('/teams/:team/jobs/:job/cancel', { param: { team: here.team, job } })
    }
    await using database = await connect(`sqlite:${join(here.files, `${name('copy')}.db`)}`)
    expect(await database.query('select id from customers')).toHaveLength(3)
  })

  test('schemas are compared side by side, and the script is applied as a job', async () => {
    await register('behind', 'test')
    const behind = `sqlite:${join(here.files, `${name('behind')}.db`)}`
    await fillShop(behind, 5)
    {
      await using database = await connect(behind)
      await database.execute('alter table customers add column note text')
      await database.execute('drop table orders')
    }
    const page = await here.page({ at: '/teams/:team/schema-compare' })
    await page.getByText('Choose two environments').waitFor()
    await page.getByLabel('Source: as it should be').click()
    await page.getByRole('option', { name: name('live') }).click()
    await page.getByLabel('Target: what would be changed').click()
    await page.getByRole('option', { name: name('behind') }).click()
    await page
      .getByRole('row', { name: /orders/ })
      .first()
      .waitFor()
    await page.getByText('may destroy data').waitFor()
    await expectAccessible(page)
    await expectFits(page, 'schema-differences')
    await page.getByRole('tab', { name: 'Steps and hazards' }).click()
    await page.getByText('deletes data').first().waitFor()
    await expectLooksAsWell(page, 'schema-steps')
    await page.getByRole('tab', { name: 'Script', exact: true }).click()
    await page
      .getByText(/create table/i)
      .first()
      .waitFor()
    await page.getByRole('button', { name: `Apply to ${name('behind')}…` }).click()
    await page.getByRole('dialog').getByRole('textbox').fill(name('behind'))
    await page.getByRole('dialog').getByRole('button', { name: 'Apply the script' }).click()
    await expect.poll(() => page.url()).toMatch(/\/jobs\/[0-9a-f-]+$/)
    await page.getByText('Completed').waitFor()
    await page.goBack()
    await page.getByText('Both are alike').waitFor()
  })

  testInFull('an environment is validated, and what was found stays to be read', async () => {
    const { environments } = await admin.get('/environments', { query: query() })
    const copy = environments.find((one) => one.name === name('behind'))?.id ?? ''
    const { id } = await admin.post('/validate/:environment', {
      param: { environment: copy },
      query: query(),
      json: {},
    })
    await over(id)
    const page = await here.page({ at: `/teams/:team/environments/${copy}?tab=validations` })
    await page.getByRole('list', { name: 'What was found' }).waitFor()
    await expectLooksAsWell(page, 'environment-validation')
    await page.getByRole('tab', { name: 'Tests' }).click()
    await page.getByRole('button', { name: 'Test now' }).click()
    await page.getByText('has no test suites of its own').waitFor()
    expect(here.complaints().every((text) => text.includes('409'))).toBe(true)
  })

  testInFull('an environment is reset by its name, and empty then', async () => {
    const page = await here.page({ at: '/teams/:team/environments' })
    await page.getByRole('link', { name: name('behind') }).click()
    await page.getByRole('button', { name: `More of ${name('behind')}` }).click()
    await page.getByRole('menuitem', { name: 'Reset it' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('something else')
    const reset = dialog.getByRole('button', { name: 'Reset it' })
    expect(await reset.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByRole('textbox').fill(name('behind'))
    await expectLooksAsWell(page)
    await reset.click()
    await page.getByRole('button', { name: 'Watch it' }).click()
    await page.getByText('Completed').first().waitFor()
    await using database = await connect(`sqlite:${join(here.files, `${name('behind')}.db`)}`)
    expect(await database.query('select id from customers')).toEqual([])
  })

  test('a scan proposes a policy that masks nothing before somebody uses it', async () => {
    const page = await here.page({ at: '/teams/:team/policies' })
    await page.getByRole('row', { name: /shop/ }).waitFor()
    await page.getByRole('button', { name: 'Scan…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Environment').click()
    await page.getByRole('option', { name: name('live') }).click()
    await dialog.getByLabel('Policy').fill('found')
    await dialog.getByRole('button', { name: 'Scan it' }).click()
    await page.getByRole('row', { name: /found.*only proposed/ }).waitFor()
    await expectAccessible(page)
    await expectFits(page, 'policies')
    const { jobs } = await admin.get('/teams/:team/jobs', {
      param: { team: here.team },
      query: { kind: 'policy-scan' },
    })
    expect(await over(jobs[0]?.id ?? '')).toMatchObject({ status: 'completed' })
    await page.getByRole('link', { name: 'found' }).click()
    await page.getByRole('button', { name: 'Use this version' }).waitFor()
    await page.getByRole('list', { name: 'Columns, and what becomes of them' }).waitFor()
    await page.getByRole('button', { name: 'Use this version' }).click()
    await page.getByText('version 1, in use').waitFor()
  })
})
