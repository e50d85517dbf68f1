import type { Session } from '../../database/adapter.ts'

/** None where there is no such table. */
export async function countRows(
  session: Session,
  from: string | undefined,
  signal: AbortSignal | undefined,
): Promise<number> {
  if (from === undefined) return 0
  const [row] = await session.query<{ count: number }>(`select count(*) as count from ${from}`, [], { signal })
  return Number(row?.count ?? 0)
}
