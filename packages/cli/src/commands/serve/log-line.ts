import type { Line } from '../../terminal/line.ts'

/** A line of the server's log for somebody who looks on: time, what happened, and what it says about it. */
export function logLine(json: string): Line {
  const { time = '', level, event, ...fields } = JSON.parse(json) as Readonly<Record<string, unknown>>
  const text = [
    String(time).slice(11, 19),
    ...(event === 'request.answered' ? requestOf(fields) : [event, said(fields)]),
  ]
    .filter((part) => part !== '')
    .join('  ')
  if (level === 'error') return { text, look: 'danger' }
  return event === 'request.answered' ? { text, look: 'faint' } : text
}

function requestOf({ status, method, route, milliseconds }: Readonly<Record<string, unknown>>): unknown[] {
  return [status, `${method} ${route}`, `${milliseconds} ms`]
}

function said(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join('  ')
}
