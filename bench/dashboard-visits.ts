/// <reference lib="dom" />
import { large } from './large-store.ts'
import type { PlainList } from './plain-page.ts'
import { type Browser, type Cost, type Page, WatchedPage } from './watched-page.ts'

/** What is looked at, and what is done there. */
const screens = ['teams', 'datasets', 'jobs', 'rows'] as const
type Screen = (typeof screens)[number]
type Work = 'findTeam' | 'readOn' | 'scrollJobs' | 'scrollRows'

export interface Visited {
  /** Until something was to be seen and to be used: milliseconds, and what it cost. */
  readonly sights: Readonly<Record<Screen, Cost & { readonly ms: number }>>
  readonly works: Readonly<Record<Work, Cost>>
  /** Of the page that needs the most. */
  readonly scriptBytes: number
}

type Said = Readonly<Record<string, string>>
type Doing = (seen: WatchedPage, did: (work: Work, cost: Cost) => void) => Promise<void>

/** In so many it is scrolled from one end to the other. */
export const frames = 100
const wanted = 'Team 173'
const drawnAtOnce = 40
const row = '[data-row-link]'

export function visitOurs(browser: Browser, said: Said): Promise<Visited> {
  const team = `/teams/${said['team']}`
  const addresses = {
    teams: '/',
    datasets: `${team}/datasets`,
    jobs: `${team}/jobs`,
    rows: `${team}/datasets/customers?tab=rows`,
  }
  const doings: Partial<Record<Screen, Doing>> = {
    teams: findTeam,
    async jobs(seen, did) {
      did('readOn', await seen.cost(() => readOn(seen.page)))
      const table = seen.page.getByRole('table', { name: 'Jobs' })
      hold('jobs', Number(await table.getAttribute('aria-rowcount')), large.jobs + 1)
      did('scrollJobs', await seen.cost(() => scroll(seen.page, -large.jobs * 40)))
    },
    async rows(seen, did) {
      did('scrollRows', await seen.cost(() => scroll(seen.page, large.rows * 28)))
      await holdLastRow(seen.page, team)
    },
  }
  return visitAll(browser, said, (screen) => {
    const cell = screen === 'rows' ? '[role=cell] bdi' : row
    return { sight: (seen) => seen.goto(addresses[screen], cell, drawnAtOnce), doing: doings[screen] }
  })
}

export function visitPlain(browser: Browser, said: Said): Promise<Visited> {
  const team = `/api/teams/${said['team']}`
  const before = ['/api/me']
  const one = `${team}/datasets/customers`
  const jobs = { path: `${team}/jobs?limit=`, of: 'jobs', before, columns: ['kind', 'status', 'createdAt'] }
  const rows = {
    path: `${one}/rows?limit=`,
    of: 'rows',
    before: [...before, one],
    columns: ['id', 'email', 'first_name', 'last_name', 'phone', 'street', 'city', 'country'],
  }
  const lists: Record<Screen, PlainList> = {
    teams: {
      path: '/api/overview?limit=200',
      of: 'teams',
      before,
      columns: ['team.name', 'health', 'bytes'],
      most: 200,
    },
    datasets: { path: `${team}/datasets?limit=200`, of: 'datasets', before, columns: ['name', 'createdAt'], most: 200 },
    jobs: { ...jobs, path: `${jobs.path}50`, most: 50 },
    rows: { ...rows, path: `${rows.path}200`, most: 200 },
  }
  const doings: Partial<Record<Screen, Doing>> = {
    teams: findTeam,
    async jobs(seen, did) {
      did('readOn', await seen.cost(() => seen.draw({ ...jobs, path: `${jobs.path}200`, most: large.jobs })))
      hold('plain jobs', await seen.page.locator(row).count(), large.jobs)
      did('scrollJobs', await seen.cost(() => scroll(seen.page, large.jobs * 40)))
    },
    async rows(seen, did) {
      const hundredth = large.rows / 100
      await seen.draw({ ...rows, path: `${rows.path}1000`, most: hundredth })
      hold('plain rows', await seen.page.locator(row).count(), hundredth)
      did('scrollRows', await seen.cost(() => scroll(seen.page, hundredth * 40)))
    },
  }
  return visitAll(browser, said, (screen) => ({ sight: (seen) => seen.draw(lists[screen]), doing: doings[screen] }))
}

async function visitAll(
  browser: Browser,
  said: Said,
  look: (screen: Screen) => { sight(seen: WatchedPage): Promise<number>; readonly doing: Doing | undefined },
): Promise<Visited> {
  const sights: Partial<Record<Screen, Cost & { readonly ms: number }>> = {}
  const works: Partial<Record<Work, Cost>> = {}
  let scriptBytes = 0
  for (const screen of screens) {
    await using seen = await WatchedPage.open(browser, said)
    const { sight, doing } = look(screen)
    let ms = 0
    const cost = await seen.cost(async () => {
      ms = await sight(seen)
    })
    sights[screen] = { ...cost, ms }
    scriptBytes = Math.max(scriptBytes, await seen.scriptBytes())
    await doing?.(seen, (work, cost) => (works[work] = cost))
  }
  return { sights: whole(sights), works: whole(works), scriptBytes }
}

async function findTeam(seen: WatchedPage, did: (work: Work, cost: Cost) => void): Promise<void> {
  const { page } = seen
  const search = page.getByRole('searchbox')
  did('findTeam', await seen.cost(() => search.pressSequentially(wanted)))
  const shown = page.locator(`${row}:visible`)
  await shown.getByText(wanted, { exact: false }).waitFor()
  while ((await shown.count()) > 1) await page.waitForTimeout(50)
}

/** To the end, and to what has come there meanwhile, until nothing more comes. */
async function readOn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const box = document.querySelector('[data-scroll]')
    const more = () => [...document.querySelectorAll('button')].some((one) => one.textContent?.includes('More jobs'))
    while (box && more()) {
      box.scrollTop = box.scrollHeight
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
  })
}

/** As far as that, in steps of a frame each. */
async function scroll(page: Page, pixels: number): Promise<void> {
  await page.evaluate(
    async ([by, frames]) => {
      const boxes = [...document.querySelectorAll('[role=table], [data-scroll]')]
      const box = boxes.find((one) => one.scrollHeight > one.clientHeight + 1000)
      if (!box) throw new Error('nothing can be scrolled')
      for (let step = 0; step < frames; step++) {
        box.scrollBy(0, by / frames)
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
    },
    [pixels, frames] as const,
  )
}

/** The last row that is shown is the one that the server says is the last. */
async function holdLastRow(page: Page, team: string): Promise<void> {
  const at = `/api${team}/datasets/customers/rows?first=${large.rows - 1}&limit=1`
  const said = await page.evaluate(async (at) => (await (await fetch(at)).json()).rows[0], at)
  const shown = page.locator(`[aria-rowindex="${large.rows}"]`)
  await shown.getByText(said.email, { exact: true }).waitFor()
}

function hold(what: string, seen: number, expected: number): void {
  if (seen !== expected) throw new Error(`${seen} ${what} instead of ${expected}`)
}

/** All of it is there once every screen was looked at, which a type cannot say. */
function whole<Key extends string, Value>(of: Partial<Record<Key, Value>>): Record<Key, Value> {
  return of as Record<Key, Value>
}
