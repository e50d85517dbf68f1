/// <reference lib="dom" />
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bothThemes, expectAccessible, expectFits } from './looks.ts'
import { noStage, world } from './world.ts'

const dashboard = join(import.meta.dirname, '../../packages/dashboard')
const require = createRequire(join(dashboard, 'package.json'))
/** What the server says of every answer: parts that it would break are no parts. */
const policy = "default-src 'self'; img-src 'self' data:"

/** What of Vite is used here; it is the dashboard's own. */
interface Vite {
  build(config: object): Promise<unknown>
  preview(config: object): Promise<{ resolvedUrls: { local: string[] } | null; close(): Promise<void> }>
}

async function loaded(name: string): Promise<unknown> {
  return import(pathToFileURL(require.resolve(name)).href)
}

describe.skipIf(noStage)('the parts', () => {
  const here = world('parts')
  let url = ''
  let close: () => Promise<void> = async () => {}

  beforeAll(async () => {
    const outDir = await mkdtemp(join(tmpdir(), 'understudy-parts-'))
    const [vite, svelte, tailwind] = (await Promise.all(
      ['vite', '@sveltejs/vite-plugin-svelte', '@tailwindcss/vite'].map(loaded),
    )) as [Vite, { svelte(options: object): unknown; vitePreprocess(): unknown }, { default(): unknown }]
    const plugins = [svelte.svelte({ configFile: false, preprocess: svelte.vitePreprocess() }), tailwind.default()]
    const config = {
      configFile: false,
      root: join(dashboard, 'test/gallery'),
      logLevel: 'error',
      build: { outDir, emptyOutDir: true, target: 'es2022', cssTarget: 'chrome123' },
    }
    await vite.build({ ...config, plugins })
    const served = await vite.preview({
      ...config,
      preview: { port: 0, host: '127.0.0.1', headers: { 'content-security-policy': policy } },
    })
    url = served.resolvedUrls?.local[0] ?? ''
    close = async () => {
      await served.close()
      await rm(outDir, { recursive: true, force: true })
    }
  }, 180_000)
  afterAll(() => close())

  async function gallery(options = {}): Promise<Page> {
    const page = await here.page({ as: 'nobody', ...options })
    await page.goto(url)
    await page.getByRole('heading', { name: 'Parts' }).waitFor()
    await page.locator('canvas').nth(2).waitFor()
    await page.getByRole('textbox', { name: 'Schema, as JSON' }).waitFor()
    return page
  }
  const said = (page: Page) => page.locator('[data-said]').textContent()

  test('all are accessible, light and dark, and fit every width; every chart can be read as a table', async () => {
    const page = await gallery()
    await expectAccessible(page, 'body', bothThemes)
    await expectFits(page, 'parts')

    for (const name of [
      'Completeness over a month',
      'Checks by outcome',
      'Totals of orders',
      'Failures by column and run',
    ]) {
      const chart = page.getByRole('figure', { name })
      await chart.getByRole('button', { name: 'Show as a table' }).click()
      expect(await chart.locator('tbody tr').count()).toBeGreaterThan(2)
    }
    const line = page.getByRole('figure', { name: 'Completeness over a month' })
    await line.getByRole('row', { name: /refresh/ }).waitFor()
    await line.getByText('none').waitFor()
    await expectAccessible(page, 'figure', bothThemes)
  })

  test('a button that is held or busy takes no press; a menu, a popover and choices are gone through by keyboard', async () => {
    const page = await gallery()
    await page.getByRole('button', { name: 'Held' }).focus()
    await page.getByText('This needs the role write.').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Busy' }).focus()
    await page.keyboard.press('Enter')
    expect(await said(page)).toBe('nothing yet')
    await page.getByRole('button', { name: 'Main' }).press('Enter')
    expect(await said(page)).toBe('main')

    await page.getByRole('button', { name: 'Menu' }).press('Enter')
    await expectAccessible(page, '[role=menu]', bothThemes)
    await page.keyboard.press('Enter')
    expect(await said(page)).toBe('opened')
    await page.getByRole('button', { name: 'Popover' }).press('Enter')
    await page.getByText('In the popover').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByText('In the popover').count()).toBe(0)
    const choice = page.getByRole('combobox', { name: 'Format' }).or(page.getByRole('button', { name: 'Format' }))
    await choice.first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: 'JSON' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('[data-fields]').textContent()).toContain('json')
    await page.getByRole('switch', { name: 'Live' }).press('Space')
    await expect.poll(() => page.locator('[data-fields]').textContent()).toContain('false')

    // Of very many choices those are shown that are meant.
    const kind = page.getByRole('combobox', { name: 'Kind' })
    await kind.click()
    await kind.fill('kind 14')
    await expect.poll(() => page.getByRole('option').count()).toBe(11)
    await page.keyboard.press('ArrowDown')
    await page.getByRole('option', { name: 'kind 149' }).click()
    await expect.poll(() => page.locator('[data-fields]').textContent()).toContain('kind-149')
  })

  test('what cannot be taken back asks for its name', async () => {
    const page = await gallery()
    await page.getByRole('button', { name: 'Erase' }).click()
    const dialog = page.getByRole('dialog', { name: 'Erase people?' })
    await dialog.waitFor()
    await expectAccessible(page, '[role=dialog]', bothThemes)
    await dialog.getByRole('textbox').fill('peopl')
    await page.keyboard.press('Enter')
    expect(await said(page)).toBe('nothing yet')
    await dialog.getByRole('textbox').fill('people')
    await page.keyboard.press('Enter')
    await expect.poll(() => said(page)).toBe('erased')
    await expect.poll(() => dialog.count()).toBe(0)
  })

  test('a table sorts by its heads and is gone through by its rows', async () => {
    const page = await gallery()
    const table = page.getByRole('table', { name: 'Things' })
    const first = () => table.locator('tbody tr').first().textContent()
    expect(await first()).toContain('alpha')
    await table.getByRole('button', { name: 'Name' }).click()
    expect(await first()).toContain('delta')
    expect(await table.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending')
    await table.getByRole('link').first().focus()
    await page.keyboard.press('End')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('alpha')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).hash).toBe('#alpha')
    await table
      .getByRole('row', { name: /charlie/ })
      .getByRole('cell')
      .nth(1)
      .click()
    expect(new URL(page.url()).hash).toBe('#charlie')
  })

  test('a million rows scroll, and each can be gone to; the editor takes what is typed, and gives it back', async () => {
    const page = await gallery()
    const list = page.getByRole('list', { name: 'A million rows' })
    await page.getByRole('button', { name: 'Go to row 734,211' }).click()
    await list.getByText('734,211', { exact: true }).waitFor()
    await list.evaluate((box) => box.scrollTo({ top: box.scrollHeight }))
    await list.getByText('1,000,000', { exact: true }).waitFor()
    expect(await list.getByRole('listitem').count()).toBeLessThan(60)
    expect(await list.getByRole('listitem').last().getAttribute('aria-posinset')).toBe('1000000')

    const editor = page.getByRole('textbox', { name: 'Schema, as JSON' })
    await editor.click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('[1')
    await expect.poll(() => page.locator('[data-text]').textContent()).toBe('[1]')
    await page.keyboard.press('Control+Enter')
    expect(await said(page)).toBe('submitted')
  })

  test('what has just happened is said in passing, and can be undone', async () => {
    const page = await gallery()
    await page.getByRole('button', { name: 'Toast' }).click()
    await page.getByText('It is done.').waitFor()
    await expectAccessible(page, '[aria-live=polite]:has(button)', bothThemes)
    await page.getByRole('button', { name: 'Undo' }).click()
    expect(await said(page)).toBe('undone')
    await expect.poll(() => page.getByText('It is done.').count()).toBe(0)
  })
})
