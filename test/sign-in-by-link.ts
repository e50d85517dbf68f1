import type { Browser, BrowserContext } from 'playwright-core'
import type { Served } from './served.ts'

export interface SignedIn {
  readonly address: string
  /** The cookies that a page is known by from then on. */
  readonly state: Awaited<ReturnType<BrowserContext['storageState']>>
}

/** By the link of a first start, as a person does who chooses a password by it. */
export async function signInByLink(browser: Browser, { signIn }: Served, password: string): Promise<SignedIn> {
  if (signIn === undefined) throw new Error('somebody administers this server already: it gave no link')
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(signIn)
  const address = await page.getByText('@localhost').textContent()
  await page.getByLabel('A password of yours').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
  const state = await context.storageState()
  await context.close()
  return { address: address ?? '', state }
}
