import { createHash } from 'node:crypto'
import { type Batch, batchOf } from '@understudy/sdk/formats'
import type { Patience } from '../connector-services.ts'
import type { Pages } from '../connector-settings.ts'
import { failed, patiently } from '../failures.ts'
import { type ColumnPlan, noPlan } from '../intake/column-plan.ts'
import type { Rejections } from '../intake/rejections.ts'
import { typedBatch } from '../intake/typed-batch.ts'
import { ask, type HttpAccess } from './http-access.ts'
import { urlOf } from './http-place.ts'

export interface PageCursor {
  /** Of the next page. */
  readonly next: string
  readonly rows: number
  readonly page: number
}

export interface PageTaken {
  readonly batch: Batch
  readonly bytes: number
  /** Undefined of the last page. */
  readonly cursor: PageCursor | undefined
}

interface PageReading {
  readonly name: string
  readonly entity: string
  readonly plan: ColumnPlan | undefined
  readonly rejections: Rejections
  readonly patience: Patience
  readonly signal: AbortSignal
  readonly pageBytes: number
}

const mostPages = 1_000_000

/** Rows that come in pages, one page after another. */
export async function* readPages(
  access: HttpAccess,
  pages: Pages,
  from: PageCursor | undefined,
  { name, entity, plan, rejections, patience, signal, pageBytes }: PageReading,
): AsyncGenerator<PageTaken> {
  const seen = new Set<string>()
  let at = from ?? { next: firstPage(urlOf(access, name), pages).href, rows: 0, page: pages.first }
  for (let count = 0; count < mostPages; count++) {
    const url = new URL(at.next)
    const mark = createHash('sha256').update(url.href).digest('base64')
    if (seen.has(mark)) throw failed('the pages go round in circles')
    seen.add(mark)
    const { document, link, bytes } = await patiently(patience, signal, () =>
      pageAt(access, url, { signal, pageBytes }),
    )
    const rows = pointed(document, pages.rows)
    if (!Array.isArray(rows) || !rows.every(isRow))
      throw failed(`a page holds no list of objects at ${JSON.stringify(pages.rows)}`)
    const batch = batchOf(entity, rows, undefined, at.rows)
    const reject = (row: number, column: string | null, reason: string) =>
      rejections.add({ object: name, entity, row: at.rows + row + 1, column, reason })
    const typed = typedBatch(batch, plan ?? noPlan, reject)
    rejections.refuseTooMany()
    const next = nextPage(url, pages, { document, link, page: at.page, rows: rows.length })
    const cursor = next && { next: next.href, rows: at.rows + rows.length, page: at.page + 1 }
    yield { batch: typed, bytes, cursor }
    if (cursor === undefined) return
    at = cursor
  }
  throw failed(`there are more than ${mostPages} pages`)
}

interface Page {
  readonly document: unknown
  readonly link: string | undefined
  readonly bytes: number
}

async function pageAt(
  access: HttpAccess,
  url: URL,
  { signal, pageBytes }: { readonly signal: AbortSignal; readonly pageBytes: number },
): Promise<Page> {
  const answer = await ask(access, url, { headers: { accept: 'application/json' }, signal })
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of answer.body) {
    bytes += piece.length
    if (bytes > pageBytes) throw failed(`a page is longer than ${Math.floor(pageBytes / 1024 / 1024)} MB`)
    pieces.push(piece)
  }
  return { document: exactJson(Buffer.concat(pieces).toString()), link: answer.headers.link, bytes }
}

/** Whole numbers that a double does not hold come exactly. What is no JSON is refused without a word of it. */
function exactJson(text: string): unknown {
  try {
    return JSON.parse(text, (_name: string, value: unknown, context?: { readonly source?: string }) => {
      const source = context?.source
      if (typeof value !== 'number' || source === undefined || !/^-?\d{16,}$/.test(source)) return value
      return Number.isSafeInteger(value) ? value : BigInt(source)
    })
  } catch {
    throw failed('a page is no JSON')
  }
}

function firstPage(url: URL, { by, parameter, first }: Pages): URL {
  if (by === 'number' && parameter !== undefined) url.searchParams.set(parameter, String(first))
  return url
}

function nextPage(
  url: URL,
  { by, at, parameter = '' }: Pages,
  { document, link, page, rows }: { document: unknown; link: string | undefined; page: number; rows: number },
): URL | undefined {
  if (by === 'number') return rows === 0 ? undefined : withParameter(url, parameter, String(page + 1))
  if (by === 'link') return nextOf(url, nextLink(link))
  const found = pointed(document, at ?? '')
  if (found === null || found === undefined || found === '' || found === false) return undefined
  if (typeof found !== 'string' && typeof found !== 'number') throw failed('what leads to the next page is no text')
  return by === 'url' ? nextOf(url, String(found)) : withParameter(url, parameter, String(found))
}

function nextOf(url: URL, text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  const next = URL.parse(text, url.href)
  if (next === null || next.origin !== url.origin) throw failed('the next page is on another host, or is no URL')
  return next
}

function withParameter(url: URL, parameter: string, value: string): URL {
  const next = new URL(url.href)
  next.searchParams.set(parameter, value)
  return next
}

/** RFC 8288, as far as a next page goes. */
function nextLink(header: string | undefined): string | undefined {
  for (const [, target, parameters = ''] of (header ?? '').matchAll(/<([^>]*)>((?:\s*;[^,<]*)*)/g)) {
    if (/;\s*rel\s*=\s*"?[^"]*\bnext\b/i.test(parameters)) return target
  }
  return undefined
}

/** What a JSON pointer (RFC 6901) points at. */
function pointed(document: unknown, pointer: string): unknown {
  const parts = pointer.split('/').slice(1)
  return parts.reduce<unknown>((at, part) => {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    return typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? Reflect.get(at, name) : undefined
  }, document)
}

function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
