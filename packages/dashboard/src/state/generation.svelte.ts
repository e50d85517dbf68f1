import { untrack } from 'svelte'
import shop from '../../../../examples/shop.json?raw'
import { ApiFailure, isAbort } from '../api/api-failure.ts'
import { type Answer, type Asked, api } from '../api.ts'
import type { PlacedProblem } from '../format/placed-problem.ts'
import { Draft } from './draft.svelte.ts'
import { SchemaDraft } from './schema-draft.svelte.ts'
import { placed, readSchemaText } from './schema-text.ts'

type Plan = Answer<'post', '/plan'>
type Page = Answer<'post', '/preview'>['pages'][number]
type RowsRequest = Asked<'post', '/plan'>['json']

export const formats = ['ndjson', 'json', 'csv', 'sql', 'xml', 'parquet'] as const
export type FormatName = (typeof formats)[number]

/** Formats that hold several entities in one file. */
const mixed: ReadonlySet<FormatName> = new Set(['ndjson', 'sql'])
export const pageRows = 50
export const mostRows = 10_000_000

/** What the page holds: a schema being edited, what is asked of it, and what came of it. */
export class Generation {
  readonly draft = new SchemaDraft(new Draft('schema', shop, (kept) => (typeof kept === 'string' ? kept : undefined)))
  rows = $state<number | null | undefined>(1000)
  seed = $state('1')
  locale = $state('')
  format = $state<FormatName>('ndjson')

  problems = $state.raw<readonly PlacedProblem[]>([])
  failure = $state.raw<ApiFailure | undefined>()
  plan = $state.raw<Plan | undefined>()
  page = $state.raw<Page | undefined>()
  busy = $state(false)
  /** Bytes that a running download has brought. */
  received = $state<number | undefined>()

  /** What of the rows tells how large all of them would be. */
  measured = $state.raw<Measured | undefined>()

  /** What plan and page were made of: further pages and downloads are of the same, whatever is edited meanwhile. */
  #made = $state.raw<RowsRequest | undefined>()
  /** What rows were asked of last, whatever came of it: that is not asked again by itself. */
  #asked: RowsRequest | undefined
  #checking = new AbortController()
  #working = new AbortController()
  readonly #read = $derived(readSchemaText(this.draft.text))
  /** What the text says, while it is JSON; what it said last, while it is none. */
  readonly document = $derived.by(() => (this.#lastRead = this.#read.document ?? untrack(() => this.#lastRead)))
  /** Whether the text is JSON at all. */
  readonly isJson = $derived(this.#read.document !== undefined)
  #lastRead: RowsRequest['schema'] | undefined
  readonly #wanted = $derived.by((): RowsRequest | undefined => {
    const { document: schema } = this.#read
    if (schema === undefined) return undefined
    const locale = this.locale.trim()
    return {
      schema,
      ...(typeof this.rows === 'number' ? { rows: this.rows } : {}),
      ...(this.seed === '' ? {} : { seed: this.seed }),
      ...(locale === '' ? {} : { locale }),
    }
  })

  /** True where the rows that are shown are no longer those that the settings ask for. */
  readonly stale = $derived(this.#made !== undefined && JSON.stringify(this.#wanted) !== JSON.stringify(this.#made))
  /** What was made, and is what a dataset would be made of; undefined where nothing was, or something has changed since. */
  readonly request = $derived(this.stale ? undefined : this.#made)
  readonly entity = $derived(this.plan?.entities.find(({ name }) => name === this.page?.entity))
  /** True where a download holds every entity. */
  readonly whole = $derived(mixed.has(this.format) || this.plan?.entities.length === 1)

  /** Finds what is wrong with the schema, as one types. That the server does not answer is said when one generates. */
  async check(): Promise<void> {
    this.#checking.abort()
    this.#checking = new AbortController()
    try {
      await this.#isInOrder(this.#checking.signal)
    } catch (thrown) {
      if (!(thrown instanceof ApiFailure) && !isAbort(thrown)) throw thrown
    }
  }

  async #isInOrder(signal: AbortSignal): Promise<boolean> {
    const { text } = this.draft
    const { document, problems, places } = this.#read
    if (document === undefined) {
      this.problems = problems
      return false
    }
    const found = (await api.post('/validate', { json: { schema: document } }, { signal })).problems
    // What was found of a text that has changed meanwhile says nothing of the one that stands there.
    if (text === this.draft.text) this.problems = found.map((problem) => placed(problem, text, places))
    return found.length === 0
  }

  async generate(): Promise<void> {
    await this.#during(async (signal) => {
      refuseRows(this.rows)
      const request = this.#wanted
      this.#asked = request
      if (!(await this.#isInOrder(signal)) || !request) return
      const made = await api.post('/plan', { json: request }, { signal })
      const chosen = made.entities.find(({ name }) => name === this.page?.entity) ?? made.entities[0]
      if (!chosen) return
      const first = Math.min(this.page?.first ?? 0, lastPage(chosen.rows))
      const measured = await measure(request, made, signal)
      const there = first === 0 && measured.limit >= pageRows
      const sampled = there ? measured.pages.find(({ entity }) => entity === chosen.name) : undefined
      this.page = sampled
        ? { ...sampled, rows: sampled.rows.slice(0, pageRows) }
        : await pageOf(request, chosen.name, first, signal)
      this.#made = request
      this.plan = made
      this.measured = measured
    })
  }

  /** The same as soon as somebody has stopped to type: but for a download, which is not ended by it. */
  async follow(): Promise<void> {
    const isDone = this.request !== undefined || JSON.stringify(this.#wanted) === JSON.stringify(this.#asked)
    if (this.received === undefined && !isDone) await this.generate()
  }

  /** The page of that entity that holds that row, counted from 0; where there is no such row, the last one. */
  async show(entity: string, row = 0): Promise<void> {
    const request = this.#made
    const rows = this.plan?.entities.find(({ name }) => name === entity)?.rows ?? 0
    if (!request) return
    const first = Math.min(Math.max(0, row - (row % pageRows)), lastPage(rows))
    await this.#during(async (signal) => {
      this.page = await pageOf(request, entity, first, signal)
    })
  }

  /** All rows as a file: every entity in one where the format allows it, else the one that is shown. */
  async download(save: (name: string, content: Blob) => void): Promise<void> {
    const request = this.#made
    const entity = this.entity?.name
    if (!request || entity === undefined) return
    await this.#during(async (signal) => {
      const { format, whole } = this
      this.received = 0
      const json = { ...request, format, ...(whole ? {} : { entity }) }
      const received = (bytes: number) => (this.received = bytes)
      const { content } = await api.download('/generate', { json }, { signal, received })
      save(`${whole ? 'data' : entity}.${format}`, content)
    })
  }

  /** Ends what is under way; the server stops at it too. */
  cancel(): void {
    this.#working.abort()
  }

  async #during(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#working.abort()
    const mine = new AbortController()
    this.#working = mine
    this.busy = true
    this.received = undefined
    this.failure = undefined
    try {
      await work(mine.signal)
    } catch (thrown) {
      if (isAbort(thrown)) return
      if (!(thrown instanceof ApiFailure)) throw thrown
      this.failure = thrown
    } finally {
      // Work that came after this has ended it, and goes on.
      if (this.#working === mine) {
        this.busy = false
        this.received = undefined
      }
    }
  }
}

/** The first rows of every entity. */
export interface Measured {
  readonly pages: readonly Page[]
  /** Of each entity, at most. */
  readonly limit: number
}

async function measure(request: RowsRequest, plan: Plan, signal: AbortSignal): Promise<Measured> {
  const limit = Math.max(1, Math.min(200, Math.floor(2000 / plan.entities.length)))
  const { pages } = await api.post('/preview', { json: { ...request, limit } }, { signal })
  return { pages, limit }
}

async function pageOf(
  request: RowsRequest,
  entity: string,
  first: number,
  signal: AbortSignal,
): Promise<Page | undefined> {
  return (await api.post('/preview', { json: { ...request, entity, first, limit: pageRows } }, { signal })).pages[0]
}

function lastPage(rows: number): number {
  return Math.max(0, rows - 1 - ((rows - 1) % pageRows))
}

function refuseRows(rows: number | null | undefined): void {
  if (typeof rows !== 'number' || (Number.isInteger(rows) && rows >= 1 && rows <= mostRows)) return
  throw new ApiFailure({
    message: `${rows} is no number of rows.`,
    suggestedActions: [
      `Give a whole number from 1 to ${mostRows.toLocaleString('en-US')}, or leave it empty for the schema's own volume.`,
    ],
  })
}
