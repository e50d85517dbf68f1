/// <reference lib="dom" />
import { type Browser, chromium, type Page } from 'playwright-core'

const size = { width: 1440, height: 900 }

export interface Pages {
  /** One that shows nothing yet. */
  lend(): Promise<Page>
  /** All that are lent: nothing that goes on in them is heard any more. */
  takeBack(): Promise<void>
}

/** What a process has for all its files: its connection to the browser ends with it. */
let connected: Promise<Browser> | undefined
const known = new Map<string, Pages>()

/**
 * Pages of the browser for one test after another, as a new one costs a process and reads every script anew. Of what a test
 * leaves in its page nothing is there for the next one: no cookies and storage, routes, listeners, size and colours.
 */
export async function pagesAt(url: string, endpoint: string): Promise<Pages> {
  connected ??= chromium.connect(endpoint)
  const pages = known.get(url) ?? lendPages(await connected, url)
  known.set(url, pages)
  return pages
}

function lendPages(browser: Browser, url: string): Pages {
  const free: Page[] = []
  const lent: Page[] = []
  return {
    async lend() {
      const page = free.pop() ?? (await open(browser, url))
      lent.push(page)
      return page
    },
    async takeBack() {
      for (const page of lent.splice(0)) {
        if (page.isClosed()) await page.context().close()
        else free.push(await cleared(page))
      }
    },
  }
}

async function open(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: size,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
  })
  context.setDefaultTimeout(15_000)
  return context.newPage()
}

async function cleared(page: Page): Promise<Page> {
  for (const event of ['console', 'pageerror', 'response']) page.removeAllListeners(event)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme: 'light' })
  // Of the same origin, so that the process stays and the storage is at hand.
  await page.goto('/healthz')
  await page.evaluate(() => {
    localStorage.clear()
    sessionStorage.clear()
  })
  await page.context().clearCookies()
  await page.mouse.move(0, 0)
  return page
}
