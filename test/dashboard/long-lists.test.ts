/// <reference lib="dom" />
import { beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../packages/server/src/client.ts'
import { expectLooksAsWell } from './looks.ts'
import { noStage, world } from './world.ts'

/** More than are drawn at once. */
const many = 170
/** Of what a list asks for at once. */
const atOnce = 200

describe.skipIf(noStage)('a long list', () => {
  const here = world('long')
  const nameOf = (i: number) => `set-${String(i).padStart(3, '0')}`

  let api: Client

  async function make(first: number, last: number): Promise<void> {
    for (let from = first; from <= last; from += 20) {
      const numbers = Array.from({ length: Math.min(20, last - from + 1) }, (_, i) => from + i)
      const param = { team: here.team }
      await Promise.all(numbers.map((i) => api.post('/teams/:team/datasets', { param, json: { name: nameOf(i) } })))
    }
  }

  beforeAll(async () => {
    api = await here.member('write')
    await make(1, many)
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
    await expectLooksAsWell(page)
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(nameOf(many - 1))
    await page.keyboard.press('Home')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(nameOf(1))
    expect(await page.getByRole('link', { name: nameOf(1), exact: true }).evaluate(isInView)).toBe(true)
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(nameOf(4))
  })

  test('takes rows that are scrolled past for those that come, and the focus to none of them', async () => {
    const page = await here.page({ at: '/teams/:team/datasets' })
    const rows = page.locator('[data-row-link]')
    await rows.nth(20).waitFor()
    const box = page.locator('[data-scroll]')
    const scrollBy = (pixels: number) => box.evaluate((box, pixels) => box.scrollBy(0, pixels), pixels)
    await rows.nth(12).evaluate((link) => Object.assign(link, { drawnFor: link.textContent }))
    await rows.first().focus()
    await scrollBy(100)
    expect(await page.locator('[data-row-link]:focus').textContent()).toContain(nameOf(1))
    await scrollBy(100_000)
    await page.getByRole('link', { name: nameOf(many) }).waitFor()
    expect(await rows.evaluateAll((links) => links.filter((link) => 'drawnFor' in link).length)).toBe(1)
    const names = Array.from({ length: many }, (_, i) => nameOf(i + 1))
    expect(names.join(' ')).toContain((await rows.allTextContents()).map((name) => name.trim()).join(' '))
    expect(await page.locator('[data-row-link]:focus').count()).toBe(0)
  })

  test('is searched and sorted to its end, however many pages it has', async () => {
    await make(many + 1, atOnce + 5)
    const seen = await here.page({ at: `/teams/:team/datasets?q=${nameOf(atOnce + 5)}` })
    await seen.getByRole('link', { name: nameOf(atOnce + 5) }).waitFor()
    await seen.goto(`/teams/${here.team}/datasets?sort=-name`)
    await expect.poll(() => seen.locator('[data-row-link]').first().textContent()).toContain(nameOf(atOnce + 5))
  })
})

function isInView(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return top >= 0 && bottom <= window.innerHeight
}
