import { createClient } from '@understudy/server/client'

/** Failures of the API as the server words them: what is wrong, where, and what to do. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly actions: readonly string[]

  constructor(message: string, actions: readonly string[]) {
    super(message)
    this.actions = actions
  }
}

export const api = createClient(location.origin).api

interface Answer<Body> {
  readonly ok: boolean
  readonly status: number
  json(): Promise<Body>
}

export async function answered<Body>(request: Promise<Answer<Body>>): Promise<Body> {
  let answer: Answer<Body>
  try {
    answer = await request
  } catch {
    throw new ApiFailure('The server does not answer.', ['Check that it still runs, then try again.'])
  }
  if (answer.ok) return answer.json()
  throw failureOf(await answer.json(), answer.status)
}

/** The error shape crosses the wire beside the typed answers, so it is read here once. */
export function failureOf(body: unknown, status: number): ApiFailure {
  const { message, suggestedActions } = (body ?? {}) as { message?: string; suggestedActions?: string[] }
  return new ApiFailure(message ?? `The server answered ${status}.`, suggestedActions ?? [])
}
