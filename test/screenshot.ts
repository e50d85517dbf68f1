/** Writes docs/images/generate.png, the picture in the README: node test/screenshot.ts, after npm run build. */
import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { launchChromium, noChromium } from './chromium.ts'
import { serveBuilt } from './served.ts'
import { signInByLink } from './sign-in-by-link.ts'

const picture = join(import.meta.dirname, '../docs/images/generate.png')
const mostBytes = 300_000

if (noChromium) throw new Error(noChromium)
const [served, browser] = await Promise.all([serveBuilt(), launchChromium()])
try {
  const { state: storageState } = await signInByLink(browser, served, 'nine words that nobody else has thought of')
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', storageState })
  await page.goto(served.url)
  await page.getByLabel('Rows of each entity').fill('1000000')
  await page.getByLabel('Seed').fill('7')
  await page.getByRole('button', { name: 'Generate' }).click()
  await page.getByText('of 1,000,000 rows').waitFor()
  await page.getByLabel('Go to row').fill('734211')
  await page.getByLabel('Go to row').press('Enter')
  await page.getByText('734,201', { exact: false }).first().waitFor()
  await page.getByRole('heading', { name: 'Understudy' }).click()
  await page.mouse.move(700, 5)
  await mkdir(dirname(picture), { recursive: true })
  await page.screenshot({ path: picture })
} finally {
  await browser.close()
  await served.stop()
}
const { size } = await stat(picture)
if (size > mostBytes) throw new Error(`The picture has ${size} bytes, and may have ${mostBytes}.`)
console.log(`${picture}: ${size} bytes`)
