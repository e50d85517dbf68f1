/// <reference lib="dom" />
import { errors, type Locator, type Page, type Route } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RouteName } from '../../packages/dashboard/src/routing/routes.ts'
import { isFull } from '../full.ts'
import { placed, screenNames, screens } from './screens.ts'
import { noStage, world } from './world.ts'

const nothing = '01900000-0000-7000-8000-000000000000'
/** What a screen says of a thing that is not read yet need not be there. */
const things = ['run', 'schedule', 'refresh', 'job', 'environment', 'clone', 'policy'] as const
/** They begin with what somebody fills in, or show what the session knows. */
const needNothing: ReadonlySet<RouteName> = new Set(['newSchedule', 'newEnvironment', 'designer', 'account'])
const ofAdministrators: ReadonlySet<RouteName> = new Set(['admin', 'editEnvironment'])

function later() {
  let resolve = () => {}
  const promised = new Promise<void>((resolved) => {
    resolve = resolved
  })
  return { promised, resolve }
}

describe.skipIf(noStage)('every screen', () => {
  const here = world('states')
  let names: Record<string, string>

  beforeAll(() => {
    const none = Object.fromEntries(things.map((thing) => [thing, nothing]))
    names = { ...none, team: here.team, dataset: 'people', other: nothing.replace(/0$/, '1') }
  })

  type Looked = (page: Page, name: RouteName) => Promise<string | undefined>

  /**
   * Of each screen what should not be so, by whoever may see it, where the server answers as `answer` does. It has been
   * loaded by then, and who looks is known: what is asked after that is a screen's own.
   */
  async function walk(answer: (route: Route) => Promise<void>, looked: Looked, walked = screenNames): Promise<Page> {
    const found: string[] = []
    const open = async (as: 'admin' | 'boss') => {
      const page = await here.page({ as, at: '/account' })
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.route(ofScreens, answer)
      return page
    }
    const [ofTeam, ofSystem] = [await open('admin'), await open('boss')]
    for (const name of walked) {
      const page = ofAdministrators.has(name) ? ofSystem : ofTeam
      await go(page, name)
      await page.getByRole('heading', { level: 1 }).waitFor()
      const wrong = needNothing.has(name) ? undefined : await looked(page, name)
      if (wrong !== undefined) found.push(`${name}: ${wrong}`)
      const text = (await page.locator('main').textContent()) ?? ''
      if (/undefined|NaN|\[object/.test(text)) found.push(`${name} says ${text}`)
    }
    // What the browser says of answers that are none.
    here.complaints()
    expect(found).toEqual([])
    return ofTeam
  }

  /** As the way back does: without loading the page again. */
  async function go(page: Page, name: RouteName): Promise<void> {
    await page.evaluate(
      (to) => {
        history.pushState(null, '', to)
        dispatchEvent(new PopStateEvent('popstate'))
      },
      placed(screens[name], names),
    )
  }

  /** Of the team itself the shell asks, and a stream stays open: what is answered of neither is no state of a screen. */
  const ofScreens = (url: URL) =>
    url.pathname.startsWith('/api/') && !/\/api\/(me|teams\/[^/]+)$|\/events$/.test(url.pathname)

  async function appears(what: Locator): Promise<boolean> {
    try {
      await what.first().waitFor({ timeout: 3000 })
      return true
    } catch (thrown) {
      if (thrown instanceof errors.TimeoutError) return false
      throw thrown
    }
  }

  test('says that it is loading until the server answers, then what is wrong, and under which number its log has it', async () => {
    const json = {
      errorCode: 'INTERNAL_ERROR',
      message: 'Something went wrong here.',
      details: {},
      timestamp: new Date().toISOString(),
      requestId: 'number-seven',
      suggestedActions: ['Look into the log.'],
    }
    let held = later()
    await walk(
      async (route) => {
        await held.promised
        await route.fulfill({ status: 500, json })
      },
      async (page) => {
        const loads = await appears(page.locator('main [role=status][aria-label]'))
        held.resolve()
        const alert = page.locator('main [role=alert]').first()
        if (!(await appears(alert))) return 'it says nothing'
        const said = (await alert.textContent()) ?? ''
        held = later()
        if (!loads) return 'nothing is loading'
        return said.includes('number-seven') ? undefined : said
      },
      // Whoever is in one team is led from home to its overview, which would have been read by then.
      screenNames.filter((name) => name !== 'home'),
    )
    held.resolve()
    here.complaints()
  })

  test('says that the connection is lost, and goes on once the server is back', async () => {
    const banner = (page: Page) => page.getByText('The server does not answer. What you see')
    const page = await walk(
      (route) => route.abort(),
      async (page) => {
        if (!(await appears(banner(page)))) return 'nobody is told'
        return (await appears(page.locator('main [role=alert]')))
          ? undefined
          : 'nothing stands in the place of what is not there'
      },
      isFull ? screenNames : screenNames.filter((_, at) => at % 4 === 0),
    )
    await go(page, 'jobs')
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.getByText('Nothing was done here yet').waitFor()
    await expect.poll(() => banner(page).count()).toBe(0)
    here.complaints()
  })
})
