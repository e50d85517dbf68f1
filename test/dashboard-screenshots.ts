/**
 * Takes the pictures of docs/dashboard-pictures.md, each screen at three widths with the demo's month behind it:
 * node test/dashboard-screenshots.ts, after npm run build. Names after it are those of pictures: only these are taken anew.
 */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchChromium, noChromium } from './chromium.ts'
import { placed } from './dashboard/screens.ts'
import { fileOf, folder, type Picture, pictures, pictureWidths } from './dashboard-pictures.ts'
import { namesOfDemo } from './demo-names.ts'
import { serveBuilt } from './served.ts'
import { signInByLink } from './sign-in-by-link.ts'

const quality = 72
const mostBytes = 3_000_000

if (noChromium) throw new Error(noChromium)
const wanted = process.argv.slice(2)
const data = await mkdtemp(join(tmpdir(), 'understudy-pictures-'))
const [served, browser] = await Promise.all([serveBuilt({ args: ['--demo', '--data', data] }), launchChromium()])
try {
  const password = 'nine words that nobody else has thought of'
  const { address, state: storageState } = await signInByLink(browser, served, password)
  const names = await namesOfDemo(served.url, { email: address, password })
  await mkdir(folder, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      baseURL: served.url,
      colorScheme: theme,
      reducedMotion: 'reduce',
      timezoneId: 'Europe/Berlin',
      storageState,
    })
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    for (const picture of pictures) {
      if (picture.theme !== theme || (wanted.length > 0 && !wanted.includes(picture.name))) continue
      for (const width of pictureWidths(picture)) await take(page, picture, width, placed(picture.at, names))
    }
    await context.close()
  }
} finally {
  await browser.close()
  await served.stop()
  await rm(data, { recursive: true, force: true })
}
const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size))
const total = sizes.reduce((sum, size) => sum + size, 0)
if (total > mostBytes) throw new Error(`The pictures have ${total} bytes, and may have ${mostBytes}.`)
console.log(`${sizes.length} pictures: ${total} bytes`)

async function take(page: Page, picture: Picture, width: number, at: string): Promise<void> {
  await page.setViewportSize({ width, height: width === 360 ? 780 : 900 })
  await page.goto(at)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => {})
  await page.getByLabel('Loading').first().waitFor({ state: 'detached' })
  await page.mouse.move(width - 3, 3)
  await page.waitForTimeout(400)
  const devTools = await page.context().newCDPSession(page)
  const { data } = await devTools.send('Page.captureScreenshot', { format: 'webp', quality })
  await devTools.detach()
  await writeFile(fileOf(picture, width), Buffer.from(data, 'base64'))
  console.log(`${picture.name} ${width} ${picture.theme} (${Math.round((data.length * 3) / 4000)} kB)`)
}
