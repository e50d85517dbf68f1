/// <reference lib="dom" />
import { gzipSync } from 'node:zlib'
import type { launchChromium } from '../test/chromium.ts'
import { drawPlainly, type PlainList } from './plain-page.ts'

export type Browser = Awaited<ReturnType<typeof launchChromium>>
type Context = Awaited<ReturnType<Browser['newContext']>>
export type Page = Awaited<ReturnType<Context['newPage']>>

/** What a stretch of a visit has cost the thread that draws and answers. */
export interface Cost {
  readonly seconds: number
  /** Tasks of more than 50 ms of its processor, in which nobody is answered: those that others have held up are not counted. */
  readonly longTasks: number
}

/** A page of somebody who has signed in, and finds it for the first time: nothing is kept for it. */
export class WatchedPage {
  readonly page: Page
  readonly #thread: () => Promise<number>
  readonly #scripts: Promise<number>[] = []

  private constructor(page: Page, thread: () => Promise<number>) {
    this.page = page
    this.#thread = thread
    page.on('response', (answer) => {
      if (answer.url().endsWith('.js')) this.#scripts.push(answer.body().then((body) => gzipSync(body).length))
    })
  }

  static async open(
    browser: Browser,
    { url = '', email, password }: Readonly<Record<string, string>>,
  ): Promise<WatchedPage> {
    const viewport = { width: 1440, height: 900 }
    // A plain page is drawn by what is run in it, which no page of the server would let in.
    const context = await browser.newContext({ baseURL: url, viewport, bypassCSP: true })
    const signedIn = await context.request.post('/api/auth/sessions', { data: { email, password, tokens: 'cookie' } })
    if (!signedIn.ok()) throw new Error(`nobody is let in: ${await signedIn.text()}`)
    const page = await context.newPage()
    const devTools = await context.newCDPSession(page)
    await devTools.send('Performance.enable', { timeDomain: 'threadTicks' })
    return new WatchedPage(page, async () => {
      const { metrics } = await devTools.send('Performance.getMetrics')
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
    })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.page.context().close()
  }

  /** Milliseconds from asking for an address until so many rows are drawn and nothing is left to do. */
  async goto(address: string, rows: string, count: number): Promise<number> {
    await this.page.goto(address, { waitUntil: 'commit' })
    return this.page.evaluate(drawn, { rows, count })
  }

  /** The same of a plain page. */
  async draw(list: PlainList): Promise<number> {
    await this.page.goto('/healthz')
    return this.page.evaluate(drawPlainly, list)
  }

  /** Bytes of script that have come so far, compressed. */
  async scriptBytes(): Promise<number> {
    return (await Promise.all(this.#scripts)).reduce((sum, bytes) => sum + bytes, 0)
  }

  async cost(work: () => Promise<unknown>): Promise<Cost> {
    const browser = this.page.context().browser()
    await browser?.startTracing(this.page, { categories: [tasksOfThreads] })
    const before = await this.#thread()
    await work()
    const seconds = (await this.#thread()) - before
    const traced = JSON.parse(String(await browser?.stopTracing())) as { readonly traceEvents: readonly Traced[] }
    return { seconds, longTasks: longTasksOf(traced.traceEvents) }
  }
}

const tasksOfThreads = 'disabled-by-default-devtools.timeline'

interface Traced {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds of its thread's processor. */
  readonly tdur?: number
  readonly args: { readonly name?: unknown }
}

function longTasksOf(events: readonly Traced[]): number {
  const thread = ({ pid, tid }: Traced) => `${pid} ${tid}`
  const drawing = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(thread),
  )
  const tasks = events.filter((one) => one.name === 'RunTask' && drawing.has(thread(one)))
  if (!tasks.some(({ tdur }) => tdur !== undefined)) throw new Error('the browser has not told of its tasks')
  return tasks.filter(({ tdur = 0 }) => tdur > 50_000).length
}

/** Runs in the page. */
function drawn({ rows, count }: { readonly rows: string; readonly count: number }): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      if (document.querySelectorAll(rows).length < count) return
      watch.disconnect()
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
    }
    const watch = new MutationObserver(look)
    watch.observe(document, { childList: true, subtree: true })
    look()
  })
}
