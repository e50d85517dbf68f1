import { type Answer, ApiError, type Asked, createClient } from '@understudy/server/client'

// A page repeats nothing behind its reader's back: who waits wants to know, and can press again.
const api = createClient(location.origin, { retries: 0 })

export type Plan = Answer<'post', '/plan'>
export type Page = Answer<'post', '/preview'>['pages'][number]
export type Problem = Answer<'post', '/validate'>['problems'][number]
export type RowsRequest = Asked<'post', '/plan'>['json']
type PreviewRequest = Asked<'post', '/preview'>['json']
export type Me = Answer<'get', '/me'>
export type LinkShown = Answer<'post', '/auth/link'>
export type SignIn =
  | { readonly email: string; readonly password: string }
  | { readonly link: string; readonly password?: string }
type GenerateRequest = Asked<'post', '/generate'>['json']

/** A request that was not answered as hoped, in the words of the server. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly actions: readonly string[]

  constructor({ message, suggestedActions }: Pick<ApiError, 'message' | 'suggestedActions'>) {
    super(message)
    this.actions = suggestedActions
  }
}

export async function validate(schema: RowsRequest['schema'], signal: AbortSignal): Promise<readonly Problem[]> {
  return (await told(() => api.post('/validate', { json: { schema } }, { signal }))).problems
}

export function plan(json: RowsRequest, signal: AbortSignal): Promise<Plan> {
  return told(() => api.post('/plan', { json }, { signal }))
}

/** A page of the entity that the request names. */
export async function page(json: PreviewRequest, signal: AbortSignal): Promise<Page | undefined> {
  return (await told(() => api.post('/preview', { json }, { signal }))).pages[0]
}

/** All bytes of a download, told of as they come. */
export function download(json: GenerateRequest, signal: AbortSignal, received: (bytes: number) => void): Promise<Blob> {
  return told(() => gathered(json, signal, received))
}

async function gathered(json: GenerateRequest, signal: AbortSignal, received: (bytes: number) => void): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  for await (const part of (await api.download('/generate', { json }, { signal })).bytes) {
    parts.push(part)
    bytes += part.length
    received(bytes)
  }
  return new Blob(parts)
}

/** Who is signed in, if somebody is. */
export async function me(): Promise<Me | undefined> {
  try {
    return await renewed(() => api.get('/me'))
  } catch (thrown) {
    if (isUnknown(thrown)) return undefined
    throw failureOf(thrown)
  }
}

/** What a link is for. It uses nothing up. */
export function lookAtLink(link: string): Promise<LinkShown> {
  return saidBy(() => api.post('/auth/link', { json: { link } }))
}

export async function signIn(how: SignIn): Promise<void> {
  await saidBy(() => api.post('/auth/sessions', { json: { ...how, tokens: 'cookie' } }))
}

export async function signOut(): Promise<void> {
  await saidBy(() => api.delete('/auth/sessions/:session', { param: { session: 'current' } }))
}

/** An answer to whoever is signed in, and goes on to be. */
function told<Result>(request: () => Promise<Result>): Promise<Result> {
  return saidBy(() => renewed(request))
}

async function saidBy<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await request()
  } catch (thrown) {
    throw failureOf(thrown)
  }
}

function failureOf(thrown: unknown): unknown {
  return thrown instanceof ApiError ? new ApiFailure(thrown) : thrown
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
  const goOn = () => api.post('/auth/sessions/current/refresh', { json: {} })
  // Browsers have locks only where nobody can read along, or on the machine itself.
  renewing ??= ('locks' in navigator ? navigator.locks.request('understudy-session', goOn) : goOn()).finally(() => {
    renewing = undefined
  })
  return renewing
}
