/// <reference lib="dom" />
import { describe, expect, test } from 'vitest'
import { expectAccessible, expectFits } from './looks.ts'
import { noStage, world } from './world.ts'

describe.skipIf(noStage)('the shell', () => {
  const here = world('shell')

  test('an address is a screen: opened, reloaded, gone back to', async () => {
    const page = await here.page({ at: '/teams/:team/jobs?status=failed' })
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor()
    expect(page.url()).toBe(`${here.url}/teams/${here.team}/jobs?status=failed`)
    await page.getByRole('link', { name: 'Overview' }).click()
    await expect.poll(() => page.url()).toBe(`${here.url}/teams/${here.team}`)
    await page.goBack()
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor()
    expect(page.url()).toContain('status=failed')
  })

  test('all of it can be done by keyboard: the palette goes anywhere, and two keys do too', async () => {
    const page = await here.page({ at: '/teams/:team' })
    await page.getByRole('link', { name: 'Jobs' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Find anything' }).fill('jobs')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toContain('/jobs')
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await expect.poll(() => page.url()).toBe(`${here.url}/teams/${here.team}`)
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  })

  test('what is chosen for this browser is dark, whatever the machine says, and stays so', async () => {
    const page = await here.page({ at: '/account' })
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await page.getByRole('button', { name: 'Account: ' }).waitFor()
    const light = await ground()
    await page.getByRole('button', { name: 'Account: ' }).click()
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await expect.poll(ground).not.toBe(light)
    await page.reload()
    await page.getByRole('button', { name: 'Account: ' }).waitFor()
    expect(await ground()).not.toBe(light)
  })

  test('a server that is gone is told so, and that it is back', async () => {
    const page = await here.page({ at: '/account' })
    await page.getByText('this one').waitFor()
    await page.route('**/api/**', (route) => route.abort())
    await page.getByRole('button', { name: 'Set the password' }).waitFor()
    await page.getByLabel('Name').fill('Another name')
    await page.getByRole('button', { name: 'Change the name' }).click()
    await page.getByText('The server does not answer. What you see').waitFor()
    await page.unroute('**/api/**')
    // Of itself: nothing is pressed, and this page has no stream.
    await page.getByText('The server does not answer. What you see').waitFor({ state: 'detached' })
    expect(here.complaints().every((text) => text.includes('ERR_FAILED'))).toBe(true)
  })

  test('a page whose script does not come says so, and is there once it comes', async () => {
    const page = await here.page({ at: '/teams/:team/jobs' })
    await page.route('**/assets/Refreshes-*', (route) => route.abort())
    await page.getByRole('link', { name: 'Refreshes' }).click()
    await page.getByText('This page does not come').waitFor()
    await page.unrouteAll()
    await page.getByRole('heading', { name: 'Refreshes', level: 1 }).waitFor()
    expect(here.complaints().every((text) => text.includes('ERR_FAILED'))).toBe(true)
  })

  test('an address of another team is one of no page', async () => {
    const page = await here.page({ at: '/teams/of-others/jobs' })
    await page.getByText('There is no page at this address').waitFor()
    await page.getByRole('link', { name: 'Go to your teams' }).click()
    // Whoever has one team is led on to it, where the head of narrow pages is hidden.
    await page.getByText(`Team shell`).filter({ visible: true }).first().waitFor()
    expect(here.complaints().every((text) => text.includes('404'))).toBe(true)
  })

  test('the account is accessible, and fits every width', async () => {
    const page = await here.page({ at: '/account' })
    await page.getByText('this one').waitFor()
    await expectAccessible(page)
    await expectFits(page, 'account')
  })
})
