import { bodyOf, type ClientOptions, connect, type Message, type RequestOptions } from './client/connection.ts'
import type { Answer, Asked, Method, PathOf } from './client/endpoints.ts'
import { type ListenOptions, listen, type StreamReset } from './client/events.ts'
import { piecesOf } from './client/pieces.ts'
import type { TeamEvent } from './events/team-event.ts'

export { type Standing, whyNot } from './auth/may.ts'
export { type Action, type Role, scopes } from './auth/permissions.ts'
export { ApiError, type ClientErrorCode } from './client/api-error.ts'
export type { ClientOptions, RequestOptions } from './client/connection.ts'
export type { Answer, Asked, PathOf } from './client/endpoints.ts'
export type { StreamReset } from './client/events.ts'
export { type EventType, eventTypes } from './events/event-types.ts'
export type { TeamEvent } from './events/team-event.ts'

/** What may be left out where nothing in it is needed. */
type Rest<M extends Method, Path extends PathOf<M>> =
  Record<never, never> extends Asked<M, Path>
    ? [asked?: Asked<M, Path>, options?: RequestOptions]
    : [asked: Asked<M, Path>, options?: RequestOptions]

type Ask<M extends Method> = <Path extends PathOf<M>>(path: Path, ...rest: Rest<M, Path>) => Promise<Answer<M, Path>>

export interface Download {
  /** As they come; what breaks off throws, and nothing of it is to be used. */
  readonly bytes: AsyncIterable<Uint8Array<ArrayBuffer>>
  readonly mediaType: string
  /** The name that the server gives the file. */
  readonly file: string | undefined
  /** Of an export: the version that its rows are of. */
  readonly version: number | undefined
}

type RowsPath = '/teams/:team/datasets/:dataset/rows'
type UploadPath = '/teams/:team/datasets/:dataset/versions'
/** What answers with bytes, and what it is asked. */
interface Downloads {
  readonly '/teams/:team/datasets/:dataset/export': Asked<'get', '/teams/:team/datasets/:dataset/export'>
  readonly '/teams/:team/quality/runs/:run/report': Asked<'get', '/teams/:team/quality/runs/:run/report'>
  readonly '/teams/:team/generate/rows': Asked<'post', '/teams/:team/generate/rows'>
  readonly '/generate': Asked<'post', '/generate'>
}
const downloads = {
  '/teams/:team/datasets/:dataset/export': 'get',
  '/teams/:team/quality/runs/:run/report': 'get',
  '/teams/:team/generate/rows': 'post',
  '/generate': 'post',
} as const satisfies Record<keyof Downloads, Method>
/** Paths whose answers have a `next`, which as `cursor` gives the next page. */
type PagedPath = {
  [Path in PathOf<'get'>]: Answer<'get', Path> extends { next: unknown } ? Path : never
}[PathOf<'get'>]

export interface Client {
  readonly get: Ask<'get'>
  /** Sent again where the first one's answer was lost: under one idempotency key nothing is done twice. */
  readonly post: Ask<'post'>
  readonly put: Ask<'put'>
  readonly patch: Ask<'patch'>
  readonly delete: Ask<'delete'>
  /** Every page of a list. */
  pages<Path extends PagedPath>(
    path: Path,
    asked: Asked<'get', Path>,
    options?: RequestOptions,
  ): AsyncGenerator<Answer<'get', Path>>
  /** Every row of one version, page by page; a connection that ends meanwhile costs a page at most. */
  rows(asked: Asked<'get', RowsPath>, options?: RequestOptions): AsyncGenerator<Record<string, unknown>>
  /** An export, or rows made at once. */
  download<Path extends keyof Downloads>(
    path: Path,
    asked: Downloads[Path],
    options?: RequestOptions,
  ): Promise<Download>
  /** Rows as the next version. What is no stream is sent again where its answer was lost. */
  upload(
    asked: Asked<'post', UploadPath>,
    body: string | Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array>,
    options?: RequestOptions,
  ): Promise<Answer<'post', UploadPath>>
  /** What happens in a team, from now on or after a position; resumed by itself. */
  events(
    asked: { readonly team: string; readonly types?: readonly TeamEvent['type'][]; readonly subject?: string },
    options?: Partial<ListenOptions>,
  ): AsyncGenerator<TeamEvent | StreamReset>
  /** What happens to a job, from its start on, until it has ended. */
  jobEvents(
    asked: { readonly team: string; readonly job: string },
    options?: Partial<ListenOptions>,
  ): AsyncGenerator<TeamEvent | StreamReset>
}

const pageOfRows = 1000

/** The typed client: paths, bodies and answers come from the routes themselves. */
export function createClient(url: string, options: ClientOptions = {}): Client {
  const connection = connect(url, options)
  const ask =
    <M extends Method>(method: M): Ask<M> =>
    async (path, ...[asked, options]) =>
      typed(await bodyOf(await connection.send(method, String(path), asked ?? {}, options), options?.signal))
  const get = ask('get')

  async function download(path: keyof Downloads, asked: Message, options?: RequestOptions): Promise<Download> {
    const answer = await connection.send(downloads[path], path, asked, options)
    const version = answer.headers.get('x-dataset-version')
    return {
      bytes: piecesOf(answer, options?.signal),
      mediaType: answer.headers.get('content-type') ?? 'application/octet-stream',
      file: /filename="([^"]*)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1],
      version: version === null ? undefined : Number(version),
    }
  }

  async function* pages<Path extends PagedPath>(
    path: Path,
    asked: Asked<'get', Path>,
    options?: RequestOptions,
  ): AsyncGenerator<Answer<'get', Path>> {
    const { param, query } = partsOf(asked)
    for (let cursor: unknown = query.cursor; cursor !== null; ) {
      const answer = await connection.send('get', path, { param, query: { ...query, cursor } }, options)
      const page = await bodyOf(answer, options?.signal)
      yield typed(page)
      cursor = nextOf(page)
    }
  }

  return {
    get,
    post: ask('post'),
    put: ask('put'),
    patch: ask('patch'),
    delete: ask('delete'),
    pages,
    async *rows({ param, query }, options) {
      const asked = { param, query: { limit: pageOfRows, ...query } }
      for await (const { rows } of pages('/teams/:team/datasets/:dataset/rows', asked, options)) yield* rows
    },
    download,
    async upload(asked, body, options) {
      const headers = { 'content-type': 'application/octet-stream' }
      const message = { ...partsOf(asked), body, headers }
      const answer = await connection.send('post', '/teams/:team/datasets/:dataset/versions', message, options)
      return typed(await bodyOf(answer, options?.signal))
    },
    async *events({ team, types = [], subject }, { after, signal } = {}) {
      const query = { team, subject, types: types.length === 0 ? undefined : types.join() }
      yield* listen(connection, '/events', { query }, { after: after ?? (await head(team, signal)), signal })
    },
    async *jobEvents(param, { after = 0, signal } = {}) {
      const ended = new Set(['job.completed', 'job.failed', 'job.cancelled'])
      for await (const event of listen(connection, '/teams/:team/jobs/:job/events', { param }, { after, signal })) {
        yield event
        if (ended.has(event.type)) return
      }
    },
  }

  /** Where a team's events have come to: known before the first connection, so that a second one misses nothing. */
  async function head(team: string, signal: AbortSignal | undefined): Promise<number> {
    const { events } = await get('/teams/:team/events', { param: { team }, query: { limit: 1 } }, { signal })
    return events[0]?.position ?? 0
  }
}

interface Parts {
  readonly param: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
}

/** What is asked of any path; its type is of one. */
function partsOf(asked: unknown): Parts {
  const { param = {}, query = {} } = asked as Partial<Parts>
  return { param, query }
}

function nextOf(page: unknown): unknown {
  return typeof page === 'object' && page !== null && 'next' in page ? page.next : null
}

/** The route has said what it answers, and the server's own tests hold it to that. */
function typed<Result>(body: unknown): Result {
  return body as Result
}
