import type { Told } from '../../terminal/told.ts'

/** Of `@understudy/server`, which is loaded by few commands: what is thrown is known by its name. */
interface Failure extends Error {
  readonly name: 'ServerError' | 'RequestError'
  readonly code: string
  readonly hint?: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly suggestedActions?: readonly string[]
}

/** What the server says of itself or of what it was asked; undefined of everything else. */
export function serverFailure(thrown: unknown): Told | undefined {
  if (!isOfServer(thrown)) return undefined
  const { code, message, details = {}, hint, suggestedActions = hint === undefined ? [] : [hint] } = thrown
  const told = { code, message, operation: 'work on what the server keeps', at: undefined, details }
  return {
    ...told,
    hint: suggestedActions[0] ?? '',
    toJSON: () => ({ errorCode: code, message, operation: told.operation, details, suggestedActions }),
  }
}

function isOfServer(thrown: unknown): thrown is Failure {
  return thrown instanceof Error && (thrown.name === 'ServerError' || thrown.name === 'RequestError')
}
