import { UnderstudyError } from '../../errors.ts'
import type { Place } from './source.ts'
import type { CopyBlock, Statement } from './split.ts'

/** Words up to the first value, at most sixty characters. */
export function firstWords(statement: string): string {
  return (/^[\w\s."*]{1,60}/.exec(statement)?.[0] ?? '').replaceAll(/\s+/g, ' ').trim()
}

export function failed(thrown: UnderstudyError, piece: Statement | CopyBlock, file: string): UnderstudyError {
  if (thrown.code === 'CONNECTION_LOST' || thrown.code === 'CANCELLED' || thrown.code === 'CONNECTION_CLOSED')
    return thrown
  const { position, line, ...details } = thrown.details
  const place = typeof position === 'number' ? within(piece, position) : piece
  const words = firstWords(piece.text)
  return invalid(file, place, `${words}: ${thrown.message}`, {
    details: { statement: words, ...(line !== undefined && { dataLine: line }), ...details },
    cause: thrown,
  })
}

/** A position that Postgres reports counts characters, from 1. */
function within(piece: Statement | CopyBlock, position: number): Place {
  const before = Array.from(piece.text)
    .slice(0, position - 1)
    .join('')
  const lines = before.split('\n')
  const last = lines.at(-1)?.length ?? 0
  return {
    line: piece.line + lines.length - 1,
    column: (lines.length === 1 ? piece.column : 1) + last,
  }
}

/** The splitter knows the place, and not the file. */
export function located(thrown: unknown, file: string, place: Place | undefined): unknown {
  if (!(thrown instanceof UnderstudyError) || thrown.code !== 'SQL_FILE_INVALID' || thrown.at !== undefined)
    return thrown
  const { line, column } = thrown.details
  const own = typeof line === 'number' && typeof column === 'number' ? { line, column } : place
  return invalid(file, own, thrown.message, { hint: thrown.hint, details: thrown.details })
}

export function invalid(
  file: string,
  place: Place | undefined,
  message: string,
  more: { hint?: string; details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
): UnderstudyError {
  return new UnderstudyError('SQL_FILE_INVALID', {
    operation: 'load SQL file',
    message,
    ...(file !== '' && { at: place ? `${file}:${place.line}:${place.column}` : file }),
    ...more,
    details: {
      ...more.details,
      ...(file !== '' && { file }),
      ...(place && { line: place.line, column: place.column }),
    },
  })
}
