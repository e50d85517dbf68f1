import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { launchChromium } from '../test/chromium.ts'
import { frames, type Visited, visitOurs, visitPlain } from './dashboard-visits.ts'
import { measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'
import { serveVariant } from './served.ts'

const mostScript = 150_000

/**
 * The dashboard in a browser, over a server with 200 teams, 10,000 jobs, 1,000 datasets and a million rows, against plain
 * tables of the same answers in pages of the same server. What is drawn and found is held against what the server says before
 * a time counts. How far one may be from the other are floors that we set ourselves: nobody has measured the like.
 */
export async function dashboardBench({ rounds, scratch }: BenchContext): Promise<Ratio[]> {
  // In memory where there is such a place: two hundred files are made sure of.
  const place = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : scratch, 'understudy-bench-dashboard-'))
  const [data, about] = [join(place, 'data'), join(place, 'about.json')]
  try {
    await measure('dashboard-store', ['prepare', data, about])
    const server = await serveVariant('dashboard-store', ['serve', data, about])
    const browser = await launchChromium()
    try {
      const ours: Visited[] = []
      const plain: Visited[] = []
      for (let round = 0; round < Math.min(rounds, 3); round++) {
        ours.push(await visitOurs(browser, server.said))
        plain.push(await visitPlain(browser, server.said))
      }
      return ratiosOf(ours, plain)
    } finally {
      await browser.close()
      await server.stop()
    }
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

const firstSights = {
  teams: 'the first sight of 200 teams',
  datasets: 'the first sight of 1,000 datasets',
  jobs: 'the first sight of 10,000 jobs',
  rows: 'the first sight of a million rows',
} as const
const works = {
  findTeam: { what: 'find one of 200 teams as one types', most: 5 },
  readOn: { what: 'read on to the last of 10,000 jobs, page by page, against all of them at once', most: 5 },
  scrollJobs: { what: 'scroll through 10,000 jobs, of which those in view are drawn', most: 4 },
  scrollRows: { what: 'scroll through a million rows, against a hundredth of them', most: 1 },
} as const
/** Of a scroll: somebody sees each of them, and the browser clears up in one now and then. */
const mostLongTasks = 2
const frameSeconds = 0.025

function ratiosOf(ours: readonly Visited[], plain: readonly Visited[]): Ratio[] {
  const script = Math.max(...ours.map(({ scriptBytes }) => scriptBytes))
  const against = (of: (visited: Visited) => number) => median(ours.map((one, i) => of(one) / of(plain[i]!)))
  const mid = (all: readonly Visited[], of: (visited: Visited) => number) => median(all.map(of))
  const atMost = true
  return [
    {
      what: 'script of the largest first load, compressed, against 150 kB',
      ratio: script / mostScript,
      goal: 1,
      atMost,
      detail: `${(script / 1000).toFixed(1)} kB`,
    },
    ...entriesOf(firstSights).map(([name, what]): Ratio => {
      const said = (all: readonly Visited[]) =>
        `${mid(all, ({ sights }) => sights[name].seconds).toFixed(3)} s, after ${mid(all, ({ sights }) => sights[name].ms).toFixed(0)} ms`
      return {
        what: `${what}, until it is drawn and answers, processor time of what draws`,
        ratio: against(({ sights }) => sights[name].seconds),
        goal: 10,
        atMost,
        detail: `${said(ours)} against ${said(plain)}`,
      }
    }),
    ...(['scrollJobs', 'scrollRows'] as const).flatMap((name): Ratio[] => {
      const tasks = mid(ours, ({ works }) => works[name].longTasks)
      const frame = mid(ours, ({ works }) => works[name].seconds) / frames
      const { what } = works[name]
      return [
        {
          what: `${what}: processor time of a frame, against 25 ms`,
          ratio: frame / frameSeconds,
          goal: 1,
          atMost,
          detail: `${(frame * 1000).toFixed(1)} ms`,
        },
        {
          what: `${what}: long tasks of ${frames} frames, against ${mostLongTasks}`,
          ratio: tasks / mostLongTasks,
          goal: 1,
          atMost,
          detail: `${tasks} of more than 50 ms`,
        },
      ]
    }),
    ...entriesOf(works).map(([name, { what, most }]): Ratio => {
      const seconds = ({ works }: Visited) => works[name].seconds
      const said = (all: readonly Visited[]) =>
        `${mid(all, seconds).toFixed(3)} s, ${mid(all, ({ works }) => works[name].longTasks)} long tasks`
      return {
        what: `${what}, processor time of what draws`,
        ratio: against(seconds),
        goal: most,
        atMost,
        detail: `${said(ours)} against ${said(plain)}`,
      }
    }),
  ]
}

function entriesOf<Key extends string, Value>(of: Readonly<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(of) as [Key, Value][]
}
