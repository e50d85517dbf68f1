import type { TeamTransaction } from '../../store/store.ts'
import type { Retention } from './dataset.ts'

const dayMs = 86_400_000

interface Place {
  readonly team: string
  readonly dataset: string
  readonly now: Date
}

/** Versions that a retention does not keep: neither among the newest, nor young, nor published, nor leased. */
export async function oldVersions(
  tx: TeamTransaction,
  { team, dataset, now }: Place,
  { versions: newest = 1, days = 0 }: Retention,
): Promise<{ readonly version: number; readonly status: 'ready' | 'archived' }[]> {
  const young = new Date(now.getTime() - days * dayMs).toISOString()
  const { published_version: published } = await tx
    .selectFrom('datasets')
    .select('published_version')
    .where('team_id', '=', team)
    .where('id', '=', dataset)
    .executeTakeFirstOrThrow()
  const kept = await tx
    .selectFrom('versions')
    .select(['version', 'status', 'created_at'])
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('status', 'in', ['ready', 'archived'])
    .orderBy('version', 'desc')
    .execute()
  const leased = await tx
    .selectFrom('leases')
    .select('version')
    .distinct()
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('released_at', 'is', null)
    .where('expires_at', '>', now.toISOString())
    .execute()
  const held = new Set([...leased.map(({ version }) => Number(version)), Number(published)])
  return kept
    .slice(newest)
    .filter((one) => one.created_at < young && !held.has(Number(one.version)))
    .map(({ version, status }) => ({
      version: Number(version),
      status: status === 'archived' ? 'archived' : 'ready',
    }))
}
