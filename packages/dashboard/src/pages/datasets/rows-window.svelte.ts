import { ApiFailure, isAbort } from '../../api/api-failure.ts'
import { type Answer, api } from '../../api.ts'

type Rows = Answer<'get', '/teams/:team/datasets/:dataset/rows'>
export type Row = Rows['rows'][number]

export interface RowsAsked {
  readonly team: string
  readonly dataset: string
  readonly version: number
  readonly entity: string
  /** Of a version that is held or was refused, too: for whoever decides about it. */
  readonly inspect?: boolean
  /** Without masks. */
  readonly reveal?: boolean
}

const pageRows = 200
/** Pages that are kept; what was seen longest ago is forgotten. */
const mostPages = 60
/** Somebody who drags the bar passes many pages and wants the last of them. */
const calmMs = 80

/** Rows of one entity as far as they are in view: a million of them are asked for page by page, where somebody looks. */
export class RowsWindow {
  /** Of the entity; undefined until the first page has come. */
  total = $state<number | undefined>()
  /** Fields that show a mask. */
  masked = $state.raw<readonly string[]>([])
  failure = $state.raw<ApiFailure | undefined>()
  /** Counts what has come, so that what is in view is drawn anew. */
  #come = $state(0)
  readonly #pages = new Map<number, readonly Row[]>()
  readonly #asked: RowsAsked
  #loading = new AbortController()
  #soon: ReturnType<typeof setTimeout> | undefined
  #seen = { first: 0, end: 1 }

  constructor(asked: RowsAsked) {
    this.#asked = asked
    void this.#load()
  }

  /** Undefined while it is on its way. */
  row(index: number): Row | undefined {
    this.#come
    return this.#pages.get(Math.floor(index / pageRows))?.[index % pageRows]
  }

  /** What is in view from now on. */
  see(first: number, end: number): void {
    this.#seen = { first, end: Math.max(end, first + 1) }
    clearTimeout(this.#soon)
    if (this.#missing() !== undefined) this.#soon = setTimeout(() => void this.#load(), calmMs)
  }

  retry(): void {
    this.failure = undefined
    void this.#load()
  }

  close(): void {
    clearTimeout(this.#soon)
    this.#loading.abort()
  }

  #missing(): number | undefined {
    const { first, end } = this.#seen
    const last = Math.floor((Math.min(end, this.total ?? end) - 1) / pageRows)
    for (let page = Math.floor(first / pageRows); page <= last; page++) if (!this.#pages.has(page)) return page
    return undefined
  }

  async #load(): Promise<void> {
    this.#loading.abort()
    this.#loading = new AbortController()
    const { signal } = this.#loading
    try {
      for (let page = this.#missing(); page !== undefined; page = this.#missing()) {
        const { team, dataset, version, entity, inspect, reveal } = this.#asked
        const query = {
          version: String(version),
          entity,
          first: String(page * pageRows),
          limit: String(pageRows),
          ...(inspect === true ? ({ inspect: 'true' } as const) : {}),
          ...(reveal === true ? ({ reveal: 'true' } as const) : {}),
        }
        const { rows, total, masked } = await api.get(
          '/teams/:team/datasets/:dataset/rows',
          { param: { team, dataset }, query },
          { signal },
        )
        if (signal.aborted) return
        this.#keep(page, rows)
        this.total = total
        this.masked = masked
        this.failure = undefined
        this.#come++
      }
    } catch (thrown) {
      if (isAbort(thrown) || signal.aborted) return
      if (!(thrown instanceof ApiFailure)) throw thrown
      this.failure = thrown
    }
  }

  #keep(page: number, rows: readonly Row[]): void {
    this.#pages.set(page, rows)
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= mostPages) break
      this.#pages.delete(oldest)
    }
  }
}
