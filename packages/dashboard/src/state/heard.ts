import type { TeamEvent } from '../api.ts'

type NounOf<Type> = Type extends `${infer Noun}.${string}` ? Noun : never

/** Which events change what was read: one, or all of a noun. */
export type EventPattern = TeamEvent['type'] | `${NounOf<TeamEvent['type']>}.*`

export function isOfPattern(patterns: readonly EventPattern[], type: TeamEvent['type']): boolean {
  return patterns.some(
    (pattern) => pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  )
}
