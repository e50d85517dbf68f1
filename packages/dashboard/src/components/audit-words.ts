import type { Answer } from '../api.ts'

type Entry = Answer<'get', '/audit'>['entries'][number]
export type AuditVerification = Answer<'get', '/audit/verify'>
type Why = NonNullable<AuditVerification['firstBroken']>['why']

/** What was found where a trail is not whole. */
export const brokenWords: Record<Why, string> = {
  changed: 'an entry is not what was written',
  missing: 'an entry is gone',
  truncated: 'its end is gone: it was longer when it was last witnessed',
  rewritten: 'it was written anew: it does not fit what was witnessed',
  'checkpoint-forged': 'a checkpoint is not signed by this server',
}

/** user:… by the name of whoever it is, where that is known. */
export function actorWords(actor: string, names: ReadonlyMap<string, string>): string {
  const [kind = '', id = ''] = actor.split(':', 2)
  return names.get(id) ?? (id === '' ? actor : `${kind} ${id.slice(0, 8)}`)
}

/** What an entry says beside who, what and when; what is not there is left out. */
export function entryLines({ ip, requestId, details, beforeDigest, afterDigest }: Entry): readonly [string, string][] {
  const lines: [string, string | null][] = [
    ...Object.entries(details).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
    ['address', ip],
    ['request', requestId],
    ['digest before', beforeDigest],
    ['digest after', afterDigest],
  ]
  return lines.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]))
}
