import { UnderstudyError } from '@understudy/sdk'
import { RequestError } from '../errors/request-error.ts'
import { type FramedLine, framedLine, type Lines } from './framed-line.ts'

export type LogLevel = 'info' | 'warning' | 'error'
/** Names, ids and counts. A text that somebody has sent, or a row of data, is none of them. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** One line of JSON for each thing that happened, for people and programs that watch the server. */
export interface Log {
  /** `event` is a fixed name: `request.answered`, `job.failed`. */
  write(level: LogLevel, event: string, fields?: LogFields): void
  /** For what is written of every request. `members` are those of an object of JSON, which whoever writes them vouches for. */
  framed(level: LogLevel, event: string, members: string): FramedLine
  /** What went wrong, as far as it says nothing of the data. */
  failure(event: string, thrown: unknown, fields?: LogFields): void
}

/** By a clock that says times, or milliseconds. */
export function createLog(to: Lines | ((line: string) => void), now: () => Date | number): Log {
  const lines = typeof to === 'function' ? eachLine(to) : to
  const ms = () => Number(now())
  const write = (level: LogLevel, event: string, fields: object) => {
    lines.write(`${JSON.stringify({ time: new Date(ms()).toISOString(), level, event, ...fields })}\n`)
  }
  return {
    framed: (level, event, members) => framedLine(lines, ms, { level, event, members }),
    write: (level, event, fields = {}) => write(level, event, fields),
    failure: (event, thrown, fields = {}) => write('error', event, { ...fields, failure: failureOf(thrown) }),
  }
}

/** As text, each at once. */
function eachLine(write: (line: string) => void): Lines {
  const bytes = Buffer.allocUnsafeSlow(longestLine)
  return { bytes, write, begin: () => 0, end: (at) => write(bytes.toString('utf8', 0, at)) }
}

/** Of those that are framed. */
const longestLine = 1 << 14

interface Failure {
  readonly name: string
  readonly code?: string
  readonly message?: string
  readonly frames?: readonly string[]
  readonly cause?: Failure
}

const mostCauses = 5

/**
 * An error without its words, unless they are ours: those of a driver quote what was sent to it ("Key (email)=(…)
 * already exists"). Name, code and places are enough to find it by.
 */
function failureOf(thrown: unknown, depth = 0): Failure {
  if (!(thrown instanceof Error)) return { name: typeof thrown }
  const ours = thrown instanceof UnderstudyError || thrown instanceof RequestError
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
  const frames = framesOf(thrown)
  return {
    name: thrown.name,
    ...(code === undefined ? {} : { code }),
    ...(ours ? { message: thrown.message } : {}),
    ...(frames.length === 0 ? {} : { frames }),
    ...(thrown.cause === undefined || depth === mostCauses ? {} : { cause: failureOf(thrown.cause, depth + 1) }),
  }
}

/** V8 puts the message before the frames, on as many lines as it has. */
function framesOf({ stack = '', message }: Error): string[] {
  const at = message === '' ? 0 : stack.indexOf(message)
  const after = at === -1 ? '' : stack.slice(at + message.length)
  return after
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*:\d+:\d+\)?$/.test(line))
    .slice(0, 12)
}
