import type { Kysely } from 'kysely'
import { statement } from '../../store/statement.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Services } from '../call.ts'
import { readStanding, type Standing } from './read-overview.ts'

interface Kept {
  readonly heads: string
  readonly readAt: number
  readonly standing: Standing
}

/** What comes about without anybody doing it, such as that a failure is a week old, is seen so late. */
const keptMs = 5 * 60_000
const mostKept = 1000

/**
 * How teams stood when this process looked last. What is done in a team moves its trail or its outbox on, in the same
 * transaction: as long as both are where they were, it stands as it stood, and is asked no more than that.
 */
export class KeptStandings {
  /** In the order of when they were read. */
  readonly #kept = new Map<string, Kept>()

  /** Whoever asks has authorized. */
  of({ store, now }: Pick<Services, 'store' | 'now'>, team: string): Promise<Standing> {
    return store.readTeam(team, async (db) => {
      // First, or what happens while the rest is read would not be missed by whoever asks next.
      const heads = JSON.stringify(await headsOf(db, { team }))
      const kept = this.#kept.get(team)
      if (kept?.heads === heads && now().getTime() - kept.readAt < keptMs) return kept.standing
      const { standing } = await readStanding(db, team, now())
      this.#keep(team, { heads, readAt: now().getTime(), standing })
      return standing
    })
  }

  #keep(team: string, kept: Kept): void {
    this.#kept.delete(team)
    this.#kept.set(team, kept)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest)
  }
}

const headsOf = statement((db: Kysely<TeamTables>, { team }: { team: string }) =>
  db.selectFrom('heads').select(['name', 'position']).where('team_id', '=', team).orderBy('name'),
)
