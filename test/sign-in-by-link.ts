import type { Browser, BrowserContext } from 'playwright-core'
import type { Served } from './served.ts'

/** Signs in by the link of a first start as a person does, and gives the cookies that a page is known by from then on. */
export async function signInByLink(browser: Browser, { signIn }: Served): ReturnType<BrowserContext['storageState']> {
  if (signIn === undefined) throw new Error('somebody administers this server already: it gave no link')
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(signIn)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
  const state = await context.storageState()
  await context.close()
  return state
}
