/// <reference lib="dom" />
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testIdentityProvider } from '../../packages/server/test/identity-provider.ts'
import { testInFull } from '../full.ts'
import { serveBuilt } from '../served.ts'
import { expectAccessible, expectFits } from './looks.ts'
import { raiseServer } from './raise-server.ts'
import { noStage, password, world } from './world.ts'

async function takeInvitation(page: Page): Promise<void> {
  await page.getByLabel('A password of yours').fill(password)
  await page.getByLabel('The same again').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Account: ' }).waitFor()
}

describe.skipIf(noStage)('coming in', () => {
  const here = world('entrance')

  test('an invitation asks for a password twice, leads to the team, and the password opens again', async () => {
    const link = await here.invite('write', 'invited@example.org')
    const page = await here.page({ as: 'nobody', at: link.replace(here.url, '') })
    await page.getByRole('heading', { name: 'Join Team entrance' }).waitFor()
    expect(new URL(page.url()).hash).toBe('')
    await page.getByLabel('A password of yours').fill(password)
    await expectAccessible(page)
    await expectFits(page, 'invitation')
    await page.getByLabel('The same again').fill('something else')
    await page.getByText('The two are not the same').waitFor()
    await takeInvitation(page)
    await page.getByRole('button', { name: 'Account: ' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByLabel('Address').fill('invited@example.org')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Account: ' }).waitFor()
  })

  testInFull('whoever starts a server comes in without a password, and sets one later', async () => {
    const served = await serveBuilt()
    try {
      const page = await here.page({ as: 'nobody' })
      await page.goto(served.signIn ?? '')
      await page.getByRole('heading', { name: 'Welcome' }).waitFor()
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('You have no password yet').waitFor()
      await page.getByRole('link', { name: 'Set one' }).click()
      await page.getByLabel('A new one').fill(password)
      await page.getByLabel('The same again').fill('something else')
      await page.getByText('The two are not the same').waitFor()
      await page.getByLabel('The same again').fill(password)
      await page.getByRole('button', { name: 'Set the password' }).click()
      await page.getByText('The password is yours from now on').waitFor()
      expect(await page.getByText('You have no password yet').count()).toBe(0)
      await page.close()
    } finally {
      await served.stop()
    }
  })

  test('a wrong password, and a link that was used, say so', async () => {
    const page = await here.page({ as: 'nobody', at: '/teams/:team/jobs' })
    await page.getByLabel('Address').fill('nobody@example.org')
    await page.getByLabel('Password').fill('not the password of anybody')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await expectAccessible(page)
    await expectFits(page, 'sign-in')
    const link = await here.invite('read', 'twice@example.org')
    const taken = { link: /#\/link\/(.+)$/.exec(link)?.[1], password, tokens: 'body' }
    const headers = { 'content-type': 'application/json' }
    await fetch(`${here.url}/api/auth/sessions`, { method: 'POST', headers, body: JSON.stringify(taken) })
    await page.goto('about:blank')
    await page.goto(link)
    await page.getByRole('alert').filter({ hasText: 'link was used' }).waitFor()
    expect(here.complaints().every((text) => /40[0-9]/.test(text))).toBe(true)
  })

  testInFull('a password link asks for a new password, twice', async () => {
    await here.invite('read', 'forgot@example.org')
    const { users } = await here.boss.get('/users', { query: { limit: 200 } })
    const user = users.find(({ email }) => email === 'forgot@example.org')?.id ?? ''
    const { url } = await here.boss.post('/users/:user/link', { param: { user } })
    const page = await here.page({ as: 'nobody', at: url.replace(here.url, '') })
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor()
    await page.getByLabel('A password of yours').fill(password)
    await page.getByLabel('The same again').fill(`${password}!`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The two are not the same').waitFor()
    await page.getByLabel('The same again').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Account: ' }).waitFor()
  })

  test('whoever signs in goes on where they wanted to be, and a session that ends asks again', async () => {
    const link = await here.invite('read', 'returns@example.org')
    const page = await here.page({ as: 'nobody', at: link.replace(here.url, '') })
    await takeInvitation(page)
    // As after a quarter of an hour: the session goes on by itself.
    await page.context().clearCookies({ name: 'understudy_access' })
    await page.goto(`/teams/${here.team}/jobs`)
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor()
    await page.context().clearCookies()
    // The page may ask before anything is pressed: its events need a session too.
    const asked = page.getByRole('heading', { name: 'Sign in' })
    await page.getByRole('link', { name: 'Overview' }).or(asked).first().click()
    await asked.waitFor()
    expect(page.url()).toContain(`/teams/${here.team}`)
    expect(here.complaints().every((text) => text.includes('401'))).toBe(true)
  })
})

describe.skipIf(noStage)('coming in through an identity provider', () => {
  let provider: Awaited<ReturnType<typeof testIdentityProvider>>
  let server: Awaited<ReturnType<typeof raiseServer>>
  beforeAll(async () => {
    provider = await testIdentityProvider()
    server = await raiseServer({ issuer: provider.issuer })
  })
  afterAll(async () => {
    await server?.stop()
    await provider?.close()
  })
  const here = world('provider', () => server)

  const through = (page: Page) =>
    page.getByRole('button', { name: `Sign in through ${new URL(provider.issuer).host}` }).click()

  test('whoever is invited joins by it without a password, and is later where they wanted to be', async () => {
    const link = await here.invite('read', 'vouched@example.org')
    provider.says.claims = { sub: 'vouched', email: 'vouched@example.org', email_verified: true }
    const page = await here.page({ as: 'nobody', at: link.replace(here.url, '') })
    await page.getByLabel('A password of yours').waitFor()
    await through(page)
    await page.getByText('You are signed in as').waitFor()
    expect([await page.getByLabel('Password').count(), new URL(page.url()).hash]).toEqual([0, ''])
    await expectAccessible(page)
    await expectFits(page, 'invitation-provider')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByRole('button', { name: 'Account: ' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto(`/teams/${here.team}/jobs?status=failed`)
    await through(page)
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor()
    expect(page.url()).toBe(`${here.url}/teams/${here.team}/jobs?status=failed`)
    expect(here.complaints().every((text) => text.includes('401'))).toBe(true)
  })

  test('whom it does not vouch for reads so, and can begin again', async () => {
    const link = await here.invite('read', 'later@example.org')
    provider.says.claims = { sub: 'stranger', email: 'stranger@example.org', email_verified: true }
    const page = await here.page({ as: 'nobody', at: '/teams/:team' })
    await through(page)
    const refusal = page.getByRole('alert').filter({ hasText: 'vouches for nobody who is a user here' })
    await refusal.waitFor()
    expect(page.url()).toBe(`${here.url}/teams/${here.team}`)
    await expectAccessible(page)
    await expectFits(page, 'sign-in-refused')
    // An invitation is not lost by it.
    await page.goto('about:blank')
    await page.goto(link)
    await through(page)
    await refusal.waitFor()
    await page.getByRole('heading', { name: 'Join Team provider' }).waitFor()
    provider.says.claims = { sub: 'later', email: 'later@example.org', email_verified: true }
    await through(page)
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByRole('button', { name: 'Account: ' }).waitFor()
    expect(here.complaints().every((text) => text.includes('401'))).toBe(true)
  })
})
