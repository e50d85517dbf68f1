import { redactUrl } from '@understudy/sdk'
import type { Environment } from '@understudy/sdk/clone'

/** One line for each; the active one is marked. */
export function environmentLines(all: readonly Environment[], active: string | undefined): string[] {
  const cells = all.map((one) => [
    one.name === active ? '*' : ' ',
    one.name,
    one.type,
    one.isReadOnly ? 'read-only' : 'writable',
    one.status,
    redactUrl(one.databaseUrl),
  ])
  const widths = cells.reduce<number[]>((most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)), [])
  return cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
