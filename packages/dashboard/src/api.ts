import {
  type Answer,
  ApiError,
  type Asked,
  type Client,
  createClient,
  type PathOf,
  type RequestOptions,
  type StreamReset,
  type TeamEvent,
} from '@understudy/server/client'
import { failureOf } from './api/api-failure.ts'
import { connection } from './api/connection.svelte.ts'
import { KnownAnswers } from './api/known-answers.ts'

export { type Action, type EventType, eventTypes, type Role, scopes, whyNot } from '@understudy/server/client'
export type { Answer, Asked, PathOf, TeamEvent }

// A page repeats nothing behind its reader's back: who waits wants to know, and can press again.
const answers = new KnownAnswers(connection.fetch)
const client = createClient(location.origin, { retries: 0, fetch: answers.fetch })

type Verbs = Pick<Client, 'get' | 'post' | 'put' | 'patch' | 'delete' | 'upload'>

/**
 * The only way to the server: its typed client, where whoever is signed in goes on to be, and where what goes wrong is an
 * ApiFailure in the server's words. What a page wants of it is `Answer<'get', '/path'>`; no type is declared again.
 */
export const api = {
  get: told('get'),
  post: told('post'),
  put: told('put'),
  patch: told('patch'),
  delete: told('delete'),
  upload: told('upload'),
  /** All bytes of what answers with bytes, told of as they come. */
  download,
  /** What happens in a team, from a position on or from now on; resumed by itself, and gone on with when the session is. */
  events,
  /** Nothing of what was answered stays. */
  forget: () => answers.clear(),
}

const ended = new Set<() => void>()

/** Called when nobody is signed in any more, and a request has found that out. */
export function onSessionEnd(told: () => void): void {
  ended.add(told)
}

/** What asks who is there, and what makes somebody known: no session is gone on with for these. */
export const entrance = {
  get: quiet('get'),
  post: quiet('post'),
  delete: quiet('delete'),
}

function told<Verb extends keyof Verbs>(verb: Verb): Verbs[Verb] {
  return typedAs<Verbs[Verb]>((...args: unknown[]) => saidBy(() => renewed(() => called(verb, args))))
}

function quiet<Verb extends keyof Verbs>(verb: Verb): Verbs[Verb] {
  return typedAs<Verbs[Verb]>((...args: unknown[]) => saidBy(() => called(verb, args)))
}

/** It passes its arguments on to the client's own function of that type, and its answer back. */
function typedAs<Fn>(fn: (...args: unknown[]) => Promise<unknown>): Fn {
  return fn as Fn
}

function called(verb: keyof Verbs, args: readonly unknown[]): Promise<unknown> {
  return (client[verb] as (...args: readonly unknown[]) => Promise<unknown>)(...args)
}

type DownloadPath = Parameters<Client['download']>[0]

async function download<Path extends DownloadPath>(
  path: Path,
  asked: Parameters<typeof client.download<Path>>[1],
  { received, ...options }: RequestOptions & { readonly received?: (bytes: number) => void } = {},
): Promise<{ readonly content: Blob; readonly file: string | undefined }> {
  return saidBy(() =>
    renewed(async () => {
      const parts: Uint8Array<ArrayBuffer>[] = []
      let count = 0
      const { bytes, mediaType, file } = await client.download(path, asked, options)
      for await (const part of bytes) {
        parts.push(part)
        count += part.length
        received?.(count)
      }
      return { content: new Blob(parts, { type: mediaType }), file }
    }),
  )
}

async function* events(
  team: string,
  { after, signal }: { readonly after?: number | undefined; readonly signal: AbortSignal },
): AsyncGenerator<TeamEvent | StreamReset> {
  let position = after
  while (!signal.aborted) {
    try {
      const from = position === undefined ? {} : { after: position }
      for await (const event of client.events({ team }, { ...from, signal })) {
        position = event.position
        yield event
      }
    } catch (thrown) {
      if (signal.aborted) return
      if (!isUnknown(thrown)) throw failureOf(thrown)
      await saidBy(renew)
    }
  }
}

async function saidBy<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await request()
  } catch (thrown) {
    throw failureOf(thrown)
  }
}

function isUnknown(thrown: unknown): boolean {
  return thrown instanceof ApiError && thrown.status === 401
}

/** What a page is known by lasts for minutes; whoever has a session is given the next, and asks again. */
async function renewed<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await request()
  } catch (thrown) {
    if (!isUnknown(thrown)) throw thrown
    await renew()
    return request()
  }
}

let renewing: Promise<unknown> | undefined

/** Once for all that wait: what a session is gone on with by is good once, in other tabs too. */
function renew(): Promise<unknown> {
  const goOn = () => client.post('/auth/sessions/current/refresh', { json: {} })
  // Browsers have locks only where nobody can read along, or on the machine itself.
  renewing ??= ('locks' in navigator ? navigator.locks.request('understudy-session', goOn) : goOn())
    .catch((thrown: unknown) => {
      if (isUnknown(thrown)) for (const told of ended) told()
      throw thrown
    })
    .finally(() => {
      renewing = undefined
    })
  return renewing
}
