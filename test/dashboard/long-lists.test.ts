/// <reference lib="dom" />
import { beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible } from './looks.ts'
import { noStage, world } from './world.ts'

/** More than are drawn at once. */
const many = 170

describe.skipIf(noStage)('a long list', () => {
  const here = world('long')
  const nameOf = (i: number) => `set-${String(i).padStart(3, '0')}`

  beforeAll(async () => {
    const api = await here.member('write')
    const names = Array.from({ length: many }, (_, i) => nameOf(i + 1))
    for (let from = 0; from < many; from += 20) {
      const made = names
        .slice(from, from + 20)
        .map((name) => api.post('/teams/:team/datasets', { param: { team: here.team }, json: { name } }))
      await Promise.all(made)
    }
  })

  test('has those rows in the document that are in view, wherever that is, and says how many there are', async () => {
    const page = await here.page({ at: '/teams/:team/datasets' })
    const rows = page.locator('[data-row-link]')
    await rows.nth(20).waitFor()
    const [height, row] = await page.evaluate(() =>
      ['table', 'tbody tr'].map((what) => document.querySelector(what)?.getBoundingClientRect().height ?? 0),
    )
    expect(Math.abs((height ?? 0) / (row ?? 1) - many - 1)).toBeLessThan(5)
    await rows.first().focus()
    await page.keyboard.press('End')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(nameOf(many))
    expect(await page.getByRole('link', { name: nameOf(many) }).evaluate(isInView)).toBe(true)
    expect(await rows.count()).toBeLessThan(150)
    expect(await page.getByRole('table', { name: 'Datasets' }).getAttribute('aria-rowcount')).toBe(String(many + 1))
    expect(await page.getByRole('link', { name: nameOf(1), exact: true }).count()).toBe(0)
    await expectAccessible(page)
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(nameOf(many - 1))
    await page.keyboard.press('Home')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(nameOf(1))
    expect(await page.getByRole('link', { name: nameOf(1), exact: true }).evaluate(isInView)).toBe(true)
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(nameOf(4))
  })
})

function isInView(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return top >= 0 && bottom <= window.innerHeight
}
