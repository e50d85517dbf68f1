import type { Session } from '../../database/adapter.ts'

/** Which server process waits for which others of those that are looked at, be it a lock or a safe snapshot. */
export type LockGraph = ReadonlyMap<number, readonly number[]>

export async function lockGraph(watcher: Session, pids: readonly number[]): Promise<LockGraph> {
  const rows = await watcher.query<{ pid: number; blockers: number[] }>(
    `select pid, pg_catalog.pg_blocking_pids(pid) || pg_catalog.pg_safe_snapshot_blocking_pids(pid) as blockers
     from pg_catalog.unnest($1::int4[]) as pid`,
    [pids],
  )
  const edges = rows.map(({ pid, blockers }): [number, number[]] => {
    // A parallel worker holds locks for its leader, and is answered as the leader, perhaps several times.
    const known = [...new Set(blockers)].filter((blocker) => pids.includes(blocker) && blocker !== pid)
    return [pid, known]
  })
  return new Map(edges.filter(([, blockers]) => blockers.length > 0))
}
