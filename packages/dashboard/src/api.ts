import { type Client, createClient } from '@understudy/server/client'
import type { InferRequestType, InferResponseType } from 'hono/client'

const { api } = createClient(location.origin)
type Api = Client['api']

export type Plan = InferResponseType<Api['plan']['$post'], 200>
export type Page = InferResponseType<Api['preview']['$post'], 200>['pages'][number]
export type Problem = InferResponseType<Api['validate']['$post'], 200>['problems'][number]
export type RowsRequest = InferRequestType<Api['plan']['$post']>['json']
type PreviewRequest = InferRequestType<Api['preview']['$post']>['json']
type GenerateRequest = InferRequestType<Api['generate']['$post']>['json']
type ErrorBody = InferResponseType<Api['plan']['$post'], 400>

/** A request that was not answered as hoped, in the words of the server. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly actions: readonly string[]

  constructor({ message, suggestedActions }: Pick<ErrorBody, 'message' | 'suggestedActions'>) {
    super(message)
    this.actions = suggestedActions
  }
}

export async function validate(schema: RowsRequest['schema'], signal: AbortSignal): Promise<readonly Problem[]> {
  const answer = await reached(api.validate.$post({ json: { schema } }, { init: { signal } }))
  if (!answer.ok) throw new ApiFailure(await understood(answer.json()))
  return (await understood(answer.json())).problems
}

export async function plan(json: RowsRequest, signal: AbortSignal): Promise<Plan> {
  const answer = await reached(api.plan.$post({ json }, { init: { signal } }))
  if (!answer.ok) throw new ApiFailure(await understood(answer.json()))
  return understood(answer.json())
}

/** A page of the entity that the request names. */
export async function page(json: PreviewRequest, signal: AbortSignal): Promise<Page | undefined> {
  const answer = await reached(api.preview.$post({ json }, { init: { signal } }))
  if (!answer.ok) throw new ApiFailure(await understood(answer.json()))
  return (await understood(answer.json())).pages[0]
}

/** All bytes of a download, told of as they come. */
export async function download(
  json: GenerateRequest,
  signal: AbortSignal,
  received: (bytes: number) => void,
): Promise<Blob> {
  const answer = await reached(api.generate.$post({ json }, { init: { signal } }))
  if (!answer.ok) {
    // Its type does not tell a failure from the bytes of a file.
    const failed = await understood<Response | ErrorBody>(answer.json())
    throw new ApiFailure(failed instanceof Response ? unreadable : failed)
  }
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const reader = answer.body!.getReader()
  const next = () => unless(reader.read(), TypeError, brokenOff)
  for (let part = await next(); !part.done; part = await next()) {
    parts.push(part.value)
    bytes += part.value.length
    received(bytes)
  }
  return new Blob(parts)
}

type Said = Pick<ErrorBody, 'message' | 'suggestedActions'>

const silent: Said = {
  message: 'The server does not answer.',
  suggestedActions: ['See whether it still runs, then try again.'],
}
const brokenOff: Said = {
  message: 'The download broke off, and nothing was saved.',
  suggestedActions: ['Try again, with fewer rows if it breaks off again.'],
}
const unreadable: Said = {
  message: 'Something other than Understudy answered.',
  suggestedActions: ['See what stands between this page and the server, such as a proxy.'],
}

/** fetch rejects with a TypeError where the network fails. */
function reached<T>(request: Promise<T>): Promise<T> {
  return unless(request, TypeError, silent)
}

/** The server answers in JSON alone. */
function understood<T>(body: Promise<T>): Promise<T> {
  return unless(body, SyntaxError, unreadable)
}

async function unless<T>(work: Promise<T>, expected: typeof TypeError | typeof SyntaxError, said: Said): Promise<T> {
  try {
    return await work
  } catch (thrown) {
    throw thrown instanceof expected ? new ApiFailure(said) : thrown
  }
}
