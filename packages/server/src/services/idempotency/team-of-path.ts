import type { Services } from '../call.ts'

/** The team that a path names, by short name or id: in its name an answer is sealed. Null where it names none. */
export async function teamOfPath(
  { store }: Pick<Services, 'store'>,
  named: string | undefined,
): Promise<string | null> {
  if (named === undefined) return null
  const row = await store.readSystem((db) =>
    db
      .selectFrom('teams')
      .select('id')
      .where('status', '!=', 'erased')
      .where((is) => is.or([is('slug', '=', named.toLowerCase()), is('id', '=', named)]))
      .executeTakeFirst(),
  )
  return row?.id ?? null
}
