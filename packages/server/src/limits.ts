import { setImmediate as nextTurn } from 'node:timers/promises'
import { RequestError } from './errors/request-error.ts'

/** How much one request may ask of a process that others ask too. Errors name the limit that was met. */
export const limits = {
  bodyBytes: 8 * 1024 * 1024,
  /** Rows of all entities together that one request generates. */
  rows: 10_000_000,
  /** Rows of one entity that a preview shows. */
  previewRows: 200,
  /** Rows of all entities together that a preview shows. */
  previewTotal: 20_000,
  previewSeconds: 20,
  generateSeconds: 900,
  /** For the schema of one environment. */
  schemaSeconds: 60,
} as const

export function refuseAbove(limit: 'rows' | 'previewTotal', asked: number, hint: string): void {
  const most = limits[limit]
  if (asked <= most) return
  const shown = { rows: 'generates', previewTotal: 'shows' }[limit]
  throw new RequestError('LIMIT_EXCEEDED', {
    message: `one request ${shown} at most ${spaced(most)} rows, and this one asks for ${spaced(asked)}`,
    hint,
    details: { limit, most, asked },
  })
}

/** Lets others have their turn between two pieces of work, and refuses to go on past the deadline. */
export function pacer(seconds: number, clock: () => number): () => Promise<void> {
  const end = clock() + seconds * 1000
  return async () => {
    await nextTurn()
    if (clock() <= end) return
    throw new RequestError('LIMIT_EXCEEDED', {
      message: `this request took longer than the ${seconds} seconds that one may take`,
      details: { limit: 'seconds', most: seconds },
    })
  }
}

function spaced(count: number): string {
  return count.toLocaleString('en-US')
}
