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
  return cells.flatMap((row, line) => [
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
    ...brokenLines(all[line]?.brokenClone ?? null),
  ])
}

/** What to run where a clone into an environment was interrupted or has failed. */
export function brokenLines(clone: string | null): string[] {
  if (clone === null) return []
  return [
    `   clone ${clone} did not end: understudy clone --resume ${clone} --rules FILE goes on with it, understudy clone --discard ${clone} drops what it left`,
  ]
}
