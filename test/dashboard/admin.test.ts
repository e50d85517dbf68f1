/// <reference lib="dom" />
import { describe, expect, test } from 'vitest'
import { testInFull } from '../full.ts'
import { expectAccessible, expectFits, expectLooksAsWell } from './looks.ts'
import { noStage, world } from './world.ts'

describe.skipIf(noStage)('administration', () => {
  const here = world('admin')

  test('a user is made by a link that is shown once, kept out, and let in again', async () => {
    const page = await here.page({ as: 'boss', at: '/admin' })
    const address = `grace-${here.team}@example.org`
    await page.getByRole('button', { name: 'New user' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail address').fill(address)
    await dialog.getByLabel('Name').fill('Grace')
    await dialog.getByRole('button', { name: 'Make the user' }).click()
    expect(await dialog.getByRole('status', { name: 'link' }).textContent()).toMatch(/#\/link\//)
    await dialog.getByRole('button', { name: 'Done' }).click()
    // Two have no one address.
    await page.getByRole('button', { name: 'New user' }).click()
    await dialog.getByLabel('E-mail address').fill(address)
    await dialog.getByLabel('Name').fill('Another')
    await dialog.getByRole('button', { name: 'Make the user' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(here.complaints().every((text) => text.includes('409'))).toBe(true)
    await page.keyboard.press('Escape')
    // Until it has closed, keys are the dialog's.
    await expect.poll(() => dialog.count()).toBe(0)

    await page.keyboard.press('/')
    await page.keyboard.type(address)
    const row = page.getByRole('list', { name: 'Users' }).getByRole('listitem')
    await expect.poll(() => row.count()).toBe(1)
    await expect.poll(() => page.url()).toContain('q=grace')
    await row.getByRole('button', { name: 'Disable' }).click()
    await dialog.getByRole('button', { name: 'Disable' }).click()
    await row.getByText('disabled').waitFor()
    await row.getByRole('button', { name: 'Let in again' }).click()
    await row.getByRole('button', { name: 'Disable' }).waitFor()
    await page.getByLabel('Find a user').fill('nobody like this')
    await page.getByText('Nobody is called that').waitFor()
    await page.getByRole('button', { name: 'Show everybody' }).click()
    await row.nth(1).waitFor()
    await expectAccessible(page)
    await expectFits(page, 'admin-users')
  })

  test('a team is made, limited, archived, brought back, and erased by its name alone', async () => {
    const page = await here.page({ as: 'boss', at: '/admin?tab=teams' })
    const dialog = page.getByRole('dialog')
    const slug = `${here.team}-two`
    await page.getByRole('button', { name: 'New team' }).click()
    await dialog.getByLabel('Name', { exact: true }).fill('Öl & Gas')
    expect(await dialog.getByLabel('Short name').inputValue()).toBe('ol-gas')
    await dialog.getByLabel('Short name').fill(slug)
    await dialog.getByRole('button', { name: 'Make the team' }).click()
    const row = page.getByRole('list', { name: 'Teams' }).getByRole('listitem').filter({ hasText: slug })
    await row.waitFor()
    await row.getByLabel(/^What members of/).click()
    await page.getByRole('option', { name: 'at most read' }).click()
    await row.getByText('at most read').waitFor()
    await row.getByRole('button', { name: 'Archive' }).click()
    await row.getByText('archived').waitFor()
    await row.getByRole('button', { name: 'Bring back' }).click()
    await row.getByRole('button', { name: 'Archive' }).waitFor()
    await expectLooksAsWell(page, 'admin-teams')
    await row.getByRole('button', { name: 'Erase' }).click()
    const erase = dialog.getByRole('button', { name: 'Erase the team' })
    await dialog.getByRole('textbox').fill('another')
    expect(await erase.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByRole('textbox').fill(slug)
    await erase.click()
    await expect.poll(() => row.count()).toBe(0)
  })

  test('the trail of the system is read and verified, and its health is seen', async () => {
    const page = await here.page({ as: 'boss', at: '/admin?tab=audit' })
    await page.getByRole('button', { name: 'Verify the trail' }).click()
    await page.getByText(/^The trail is whole: \d+ entries/).waitFor()
    await page.getByLabel('Did what').fill('team.create')
    await page.keyboard.press('Enter')
    const entries = page.getByRole('list', { name: 'What was done, the newest first' })
    await entries.getByText('team.create').first().waitFor()
    await expect.poll(() => entries.getByText('member.invite').count()).toBe(0)
    await expectLooksAsWell(page, 'admin-audit')
    await page.getByRole('tab', { name: 'Health' }).click()
    await page.getByText('The store answers, and the server is at work.').waitFor()
    await page.getByText('serves and works').first().waitFor()
    await expectAccessible(page)
    await expectFits(page, 'admin-health')
    await page.getByRole('tab', { name: 'Data keys' }).click()
    await page.getByText('understudy admin rotate-keys', { exact: true }).waitFor()
    await expectLooksAsWell(page, 'admin-keys')
  })

  testInFull('who administers no system is not led there, and told whom it is for', async () => {
    const page = await here.page({ as: 'admin', at: '/admin' })
    await page.getByText('This is for system administrators').waitFor()
    await page.getByRole('button', { name: /^Account/ }).click()
    await page.getByRole('menuitem', { name: 'Your account' }).waitFor()
    expect(await page.getByRole('menuitem', { name: 'Administration' }).count()).toBe(0)
  })
})
