import type { Kysely } from 'kysely'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'

/**
 * What is said of a field. `suggested`: the rows of an import look as if it were somebody's, and nobody has decided;
 * `personal`: it is; `open`: it is not, whatever the rows of the next import look like.
 */
export const personalMarks = ['suggested', 'personal', 'open'] as const
type PersonalMark = (typeof personalMarks)[number]

export interface PersonalField {
  readonly entity: string
  readonly field: string
  readonly mark: PersonalMark
  /** What it seems to hold; null where somebody marked it by hand. */
  readonly holds: string | null
  /** Who said so: user:…, key:…, or who imported the rows. */
  readonly by: string
  readonly at: string
}

type FieldFound = Pick<PersonalField, 'entity' | 'field' | 'holds'>
export interface FieldMarked extends Pick<PersonalField, 'entity' | 'field'> {
  readonly mark: Exclude<PersonalMark, 'suggested'>
}

interface Said {
  readonly by: string
  readonly at: string
}

const mostMarks = 5000

export function isMasked({ mark }: PersonalField): boolean {
  return mark !== 'open'
}

/** Names in another case are the same field: expressions read them so. */
function sameField(one: Pick<PersonalField, 'entity' | 'field'>) {
  return (other: Pick<PersonalField, 'entity' | 'field'>) =>
    other.entity === one.entity && other.field.toLowerCase() === one.field.toLowerCase()
}

/** What rows look like is no news where somebody has decided already. */
export function withFound(known: readonly PersonalField[], found: readonly FieldFound[], said: Said): PersonalField[] {
  const fresh = found.filter((one) => !known.some(sameField(one)))
  return [...known, ...fresh.map((one) => ({ ...one, mark: 'suggested' as const, ...said }))]
}

/** What is masked where rows come from; the team that gets them decides on its own marks. */
export function withGiven(known: readonly PersonalField[], given: readonly PersonalField[]): PersonalField[] {
  return [...known, ...given.filter(isMasked).filter((one) => !known.some(sameField(one)))]
}

/** What people say replaces what was said before; what it seems to hold stays. */
export function withMarked(
  known: readonly PersonalField[],
  marked: readonly FieldMarked[],
  said: Said,
): PersonalField[] {
  let all = [...known]
  for (const { entity, field, mark } of marked) {
    const before = all.find(sameField({ entity, field }))
    if (before?.mark === mark) continue
    const now = { entity, field: before?.field ?? field, mark, holds: before?.holds ?? null, ...said }
    all = before ? all.map((one) => (one === before ? now : one)) : [...all, now]
  }
  if (all.length <= mostMarks) return all
  throw new RequestError('LIMIT_EXCEEDED', {
    message: `a dataset has at most ${mostMarks} marks on fields`,
    details: { limit: 'personalFields', most: mostMarks },
  })
}

/** A cast: what is read is what this server wrote. */
export function readMarks(text: string): PersonalField[] {
  return JSON.parse(text) as PersonalField[]
}

/** In a transaction of the team: what the rows of a version look like, and what was said of them where they come from. */
export async function addMarks(
  tx: Kysely<TeamTables>,
  { team, dataset }: { readonly team: string; readonly dataset: string },
  add: (known: readonly PersonalField[]) => readonly PersonalField[],
): Promise<void> {
  const row = await tx
    .selectFrom('datasets')
    .select('personal')
    .where('team_id', '=', team)
    .where('id', '=', dataset)
    .executeTakeFirst()
  if (!row) return
  const known = readMarks(row.personal)
  const all = add(known)
  if (all.length === known.length) return
  await tx
    .updateTable('datasets')
    .set({ personal: JSON.stringify(all) })
    .where('team_id', '=', team)
    .where('id', '=', dataset)
    .execute()
}
