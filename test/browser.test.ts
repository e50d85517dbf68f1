/// <reference lib="dom" />
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, noChromium } from './chromium.ts'
import { isFull } from './full.ts'
import { type Served, serveBuilt } from './served.ts'
import { firstTeam, signInByLink } from './sign-in-by-link.ts'
import { typeOver } from './type-over.ts'

const root = join(import.meta.dirname, '..')
const naughty = join(root, '../shared/data/strings/naughty-strings.json')
const patient = { timeout: 20_000 }
const run = promisify(execFile)

if (noChromium) console.warn(`The tests in a browser are skipped: ${noChromium}.`)

describe.skipIf(noChromium)('the page in a browser', { timeout: 60_000 }, () => {
  let served: Served
  let browser: Browser
  /** One for all: to load it takes longer than what is done on it. A test that needs it as it was opens it again. */
  let page: Page
  const password = 'nine words that nobody else has thought of'
  let address: string
  const complaints: string[] = []

  beforeAll(async () => {
    ;[served, browser] = await Promise.all([serveBuilt(), launchChromium()])
    const { state, address: known } = await signInByLink(browser, served, password)
    address = known
    page = await browser.newPage({ acceptDownloads: true, reducedMotion: 'reduce', storageState: state })
    page.on('pageerror', (error) => complaints.push(error.message))
    // What breaks the content security policy is said there too.
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    await open()
  })
  afterAll(async () => {
    await browser.close()
    await served.stop()
  })
  afterEach(async () => {
    expect(complaints.splice(0)).toEqual([])
  })

  const designer = () => `${served.url}/teams/${firstTeam}/designer?view=json`
  const rowsShown = () => page.locator('tbody tr').first().waitFor()
  async function open(): Promise<void> {
    await page.goto(designer())
    await rowsShown()
  }
  /** Without what was typed before. */
  async function openAnew(): Promise<void> {
    await page.evaluate(() => localStorage.clear())
    await open()
  }
  const editor = () => page.getByLabel('Schema, as JSON')
  const problems = () => page.locator('#schema-problems').getByRole('listitem')
  const table = () => page.locator('tbody').textContent()
  const row = async (which: 'first' | 'last') => (await page.locator('tbody th')[which]().textContent())?.trim()
  const tabs = () => page.getByRole('tablist', { name: 'Entities' }).getByRole('tab')
  const tab = (name: string) => tabs().filter({ hasText: name })

  async function generate(): Promise<void> {
    await page.getByRole('button', { name: 'Generate' }).click()
    await expect.poll(() => page.getByLabel('Rows', { exact: true }).getAttribute('aria-busy'), patient).toBe('false')
  }

  async function downloaded(format: string): Promise<{ name: string; bytes: Buffer }> {
    await page.getByRole('combobox', { name: 'Format' }).click()
    await page.getByRole('option', { name: new RegExp(`^${format}`) }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ])
    return { name: file.suggestedFilename(), bytes: await readFile((await file.path())!) }
  }

  test('another seed gives other rows, and the first seed the first rows again', async () => {
    const first = await table()
    await page.getByLabel('Seed').fill('2')
    await generate()
    const second = await table()
    expect(second).not.toBe(first)
    await page.getByLabel('Seed').fill('1')
    await generate()
    expect(await table()).toBe(first)
  })

  test('a download is byte for byte what the command line makes of the same', async () => {
    await page.getByLabel('Rows of each entity').fill('300')
    await page.getByLabel('Seed').fill('7')
    await generate()
    const { name, bytes } = await downloaded('NDJSON')
    expect(name).toBe('data.ndjson')
    const command = ['generate', '--schema', 'examples/shop.json', '--rows', '300', '--seed', '7', '--out', '-']
    const { stdout } = await run(process.execPath, ['packages/cli/bin/understudy.js', ...command], {
      cwd: root,
      encoding: 'buffer',
      maxBuffer: 1e8,
    })
    expect(bytes.equals(stdout)).toBe(true)
  })

  test('what is shown is downloaded in each format, though something else was typed since', async () => {
    await tab('products').click()
    await expect.poll(() => page.getByRole('region', { name: 'Rows of products' }).count()).toBe(1)
    const sku = await page.locator('tbody tr').first().locator('td').nth(1).textContent()
    await page.getByLabel('Seed').fill('other')
    for (const [format, name] of Object.entries({
      JSON: 'json',
      CSV: 'csv',
      SQL: 'sql',
      XML: 'xml',
      Parquet: 'parquet',
    })) {
      const file = await downloaded(format)
      expect(file.name).toBe(format === 'SQL' ? 'data.sql' : `products.${name}`)
      expect(file.bytes.includes(sku!.trim())).toBe(true)
    }
  })

  test('any row can be gone to at once, and the pages around it', async () => {
    await tabs().first().click()
    await page.getByLabel('Rows of each entity').fill('10000000')
    await generate()
    await page.getByLabel('Go to row').fill('9876543')
    await page.getByLabel('Go to row').press('Enter')
    await expect.poll(() => row('first')).toBe('9,876,501')
    await page.getByRole('button', { name: 'Last page' }).click()
    await expect.poll(() => row('last')).toBe('10,000,000')
    await page.getByRole('button', { name: 'First page' }).click()
    await expect.poll(() => row('first')).toBe('1')
  })

  test('what is wrong with the request is said, and goes once it is right', async () => {
    await page.getByLabel('Locale').fill('tlh')
    await generate()
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/tlh/)
    await page.getByLabel('Locale').fill('de')
    await generate()
    await expect.poll(() => page.getByRole('alert').count()).toBe(0)
    expect(complaints.splice(0)).toEqual([expect.stringContaining('400')])
  })

  test('broken JSON shows where, and what belongs there', async () => {
    await typeOver(editor(), '{\n  "entities": [,]\n}')
    await expect
      .poll(() => problems().allTextContents())
      .toEqual([expect.stringMatching(/2:16[\s\S]*a value is expected/)])
    expect(await editor().getAttribute('aria-invalid')).toBe('true')
  })

  test('every problem of a schema shows as one types, and leads to its place', async () => {
    await typeOver(
      editor(),
      '{\n "entities": [{ "name": "a", "fields": { "id": "sequenc", "x": { "type": "integre" } } }]\n}',
    )
    await expect.poll(() => problems().count()).toBe(2)
    await problems().filter({ hasText: 'sequenc' }).getByRole('button').click()
    // What is typed takes the place of what is selected.
    await page.keyboard.type('"sequence"')
    await expect.poll(() => problems().count()).toBe(1)
    await expect.poll(() => editor().textContent()).toContain('"id": "sequence", ')
    await generate()
    expect(await page.getByText('these are the rows from before').count()).toBe(1)
  })

  test('what is typed over a selection before the editor has heard of it is put in as it is, without a look of its own', async () => {
    await editor().focus()
    await editor().evaluate((field) => {
      document.addEventListener('selectionchange', (told) => told.stopImmediatePropagation(), { capture: true })
      getSelection()?.selectAllChildren(field)
    })
    await page.keyboard.insertText('{ "entities": [{ "name": "typed" }] }')
    await expect.poll(() => editor().textContent()).toBe('{ "entities": [{ "name": "typed" }] }')
    expect(await editor().locator('[style]').count()).toBe(0)
  })

  test('all of it can be done by keyboard', async () => {
    await openAnew()
    await editor().focus()
    await typeOver(
      editor(),
      '{ "entities": [{ "name": "a", "fields": { "id": "sequence" } }, { "name": "b", "fields": { "k": "uuid" } }] }',
    )
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => tab('b').count()).toBe(1)
    await tab('a').focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.getByRole('region', { name: 'Rows of b' }).count()).toBe(1)
    await page.keyboard.press('Tab')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Rows of b')
    await page.getByRole('combobox', { name: 'Format' }).focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('option', { name: 'CSV' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('combobox', { name: 'Format: CSV' }).count()).toBe(1)
  })

  test.skipIf(!existsSync(naughty))('names of any characters are text and nothing else', async () => {
    await openAnew()
    const strings = JSON.parse(readFileSync(naughty, 'utf8')) as string[]
    const names = [...new Set(strings.filter((name) => name !== ''))]
      .slice(0, 600)
      .filter((name, index) => isFull || name.includes('<') || index % 5 === 0)
    const schema = {
      entities: names.map((name) => ({
        name,
        fields: [
          { name: 'id', kind: 'sequence' },
          { name: `${name}x`, kind: 'word' },
        ],
      })),
    }
    await typeOver(editor(), JSON.stringify(schema))
    await page.getByLabel('Rows of each entity').fill('1')
    await generate()
    await expect.poll(() => tabs().count()).toBe(names.length)
    expect(await tabs().locator('bdi').allTextContents()).toEqual(names)
    const [script] = names.filter((name) => name.startsWith('<script'))
    await tabs().nth(names.indexOf(script!)).click()
    await expect.poll(() => page.locator('thead bdi').allTextContents()).toEqual(['id', `${script}x`])
  })

  test('it fits narrow screens, and is dark where that is asked for', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await paper()
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await paper()).not.toBe(light)
    await page.emulateMedia({ colorScheme: null })
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  test('a server that is gone is told so', async () => {
    await page.route('**/api/**', (route) => route.abort())
    await generate()
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/does not answer/)
    expect(complaints.splice(0).every((text) => text.includes('ERR_FAILED'))).toBe(true)
    await page.unroute('**/api/**')
  })

  // The last: it ends the session that the others are signed in by.
  test('whoever leaves is out, a link is good once, and the password that was chosen by it opens again', async () => {
    await openAnew()
    const account = page.getByRole('button', { name: 'Account: Administrator' })
    expect(await account.count()).toBe(1)
    // As after a quarter of an hour: the session goes on by itself.
    await page.context().clearCookies({ name: 'understudy_access' })
    await page.reload()
    await rowsShown()
    await account.click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto(served.signIn!)
    await page.getByRole('alert').filter({ hasText: 'link was used' }).waitFor()
    expect(new URL(page.url()).hash).toBe('')
    await page.goto(designer())
    const signIn = async (password: string) => {
      await page.getByLabel('Address').fill(address)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
    }
    await signIn('not the password of anybody')
    // A wrong password costs as much time as a right one.
    await page.getByRole('alert').waitFor()
    expect(await editor().count()).toBe(0)
    await signIn(password)
    await rowsShown()
    await page.reload()
    await rowsShown()
    expect(complaints.splice(0).every((text) => text.includes('401'))).toBe(true)
  })
})
