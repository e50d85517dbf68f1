import { type ErrorCode, isError, messageOf, UnderstudyError } from '../../errors.ts'
import { cancelled } from '../lane.ts'

/** The fields of an error that a Postgres server reports; pg and PGlite name them alike. */
interface ServerError {
  readonly message: string
  readonly code: string
  readonly severity: string
}

const facts = ['severity', 'schema', 'table', 'column', 'dataType', 'constraint'] as const

/** Where a COPY stood, as its context tells it; the value comes after the column's name. */
const copied = /^COPY .*?, line (\d+)(?:, column ([^\n]+?)(?=: "|: null input|\n|$))?/

/** Our error for what a driver threw. DETAIL, CONTEXT and the statement are left behind: they hold values of rows. */
export function postgresFailure(thrown: unknown, operation: string, signal?: AbortSignal): UnderstudyError {
  if (thrown instanceof UnderstudyError) return thrown
  if (!isServerError(thrown)) {
    return new UnderstudyError('CONNECTION_LOST', {
      operation,
      message: `The connection was lost: ${messageOf(thrown)}`,
      cause: thrown,
    })
  }
  if (thrown.code === '57014' && signal?.aborted) return cancelled(operation)
  const details: Record<string, unknown> = { sqlstate: thrown.code }
  for (const fact of facts) {
    const value = field(thrown, fact)
    if (value !== undefined) details[fact] = value
  }
  const position = Number(field(thrown, 'position'))
  if (position > 0) details.position = position
  const [, line, column] = copied.exec(field(thrown, 'where') ?? '') ?? []
  if (line !== undefined) details.line = Number(line)
  if (column !== undefined) details.column ??= column
  if (thrown.code === '40P01') details.waits = waitsOf(field(thrown, 'detail') ?? '')
  return new UnderstudyError(codeOf(thrown.code), { operation, message: withoutValues(thrown), details })
}

/** For a statement that was to be a COPY and is something else. */
export function notCopy(expected: string): UnderstudyError {
  return new UnderstudyError('QUERY_FAILED', { operation: 'COPY', message: `The statement is not ${expected}` })
}

export function isServerError(thrown: unknown): thrown is ServerError {
  return isError(thrown) && 'severity' in thrown && 'code' in thrown && /^[0-9A-Z]{5}$/.test(String(thrown.code))
}

/**
 * Which process waited for which, out of the detail of a deadlock: a line each, in whatever language it is, that begins
 * with one and ends with the other. Empty where they make no circle, so that nothing else is taken for them.
 */
export function waitsOf(detail: string): (readonly [waits: number, forWhom: number])[] {
  const edges = detail.split('\n').flatMap((line): [number, number][] => {
    const numbers = line.match(/\d+/g)?.map(Number) ?? []
    const [first, last] = [numbers[0], numbers.at(-1)]
    return first === undefined || last === undefined ? [] : [[first, last]]
  })
  const isCircle = edges.every(([, blocker], at) => blocker === edges[(at + 1) % edges.length]?.[0])
  return isCircle ? edges : []
}

function field(error: ServerError, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : undefined
}

const lost = new Set(['57P01', '57P02', '57P03', '57P04', '57P05', '25P03', '25P04'])

function codeOf(sqlstate: string): ErrorCode {
  if (lost.has(sqlstate) || sqlstate.startsWith('08')) return 'CONNECTION_LOST'
  if (sqlstate.startsWith('23') || sqlstate === '44000') return 'CONSTRAINT_VIOLATED'
  if (sqlstate === '42501') return 'PERMISSION_DENIED'
  return 'QUERY_FAILED'
}

/** Messages of class 22, data exceptions, quote the value that was refused, or its bytes. */
function withoutValues(error: ServerError): string {
  return error.code.startsWith('22') ? error.message.replace(/".*"/s, '"…"').replace(/: 0x.*$/s, '') : error.message
}
