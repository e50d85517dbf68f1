import type { SharedPart, SharedParts } from '@understudy/sdk/clone'
import type { Kysely } from 'kysely'
import type { TeamTransaction } from '../../store/store.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Services } from '../call.ts'
import { clonePlace } from './clone.ts'

export type ShareServices = Pick<Services, 'store' | 'sealer' | 'newId'>

/** A partition of the job of a clone, as somebody has taken it. */
export interface ShareTaking {
  readonly team: string
  /** Of the clone's row. */
  readonly id: string
  readonly job: string
  readonly partition: number
  readonly fence: number
  /** Throws where it is not held any more. */
  readonly guard: (tx: TeamTransaction) => Promise<void>
}

/** Parts of a clone in the store, as one of those who copy them sees them. */
export class StoredParts implements SharedParts {
  protected readonly services: ShareServices
  protected readonly taking: ShareTaking
  /** Rows of what was taken here, by table and part. */
  readonly #taken = new Map<string, string>()

  constructor(services: ShareServices, taking: ShareTaking) {
    this.services = services
    this.taking = taking
  }

  async take(): Promise<SharedPart | 'taken' | undefined> {
    const { store, sealer } = this.services
    const { team, id, partition, fence } = this.taking
    const left = await store.readTeam(team, async (db) => ({
      some: await this.#open(db).select('id').limit(1).executeTakeFirst(),
      free: await this.#free(db),
    }))
    if (!left.some) return undefined
    if (!left.free) return 'taken'
    const row = await store.team(team, async (tx) => {
      await this.guard(tx)
      const free = await this.#free(tx)
      if (!free) return undefined
      await tx
        .updateTable('clone_parts')
        .set({ taken_by: partition, fence, beats: 0 })
        .where('team_id', '=', team)
        .where('clone', '=', id)
        .where('id', '=', free.id)
        .execute()
      return free
    })
    if (!row) return 'taken'
    // The server seals and opens them itself: what was sealed has the shape that it had.
    const part = (await sealer.openJson(team, clonePlace('part', row.id), row.part_sealed)) as SharedPart
    this.#taken.set(nameOf(part), row.id)
    return part
  }

  async done(part: Pick<SharedPart, 'table' | 'part'>): Promise<void> {
    const { team } = this.taking
    const row = this.#taken.get(nameOf(part))
    if (row === undefined) throw new Error('a part was taken before it is done')
    await this.services.store.team(team, async (tx) => {
      await this.guard(tx)
      await tx
        .updateTable('clone_parts')
        .set({ is_done: 1 })
        .where('team_id', '=', team)
        .where('id', '=', row)
        .execute()
    })
    this.#taken.delete(nameOf(part))
  }

  protected guard(tx: TeamTransaction): Promise<void> {
    return this.taking.guard(tx)
  }

  #open(db: Kysely<TeamTables>) {
    const { team, id } = this.taking
    return db.selectFrom('clone_parts').where('team_id', '=', team).where('clone', '=', id).where('is_done', '=', 0)
  }

  /** Who has a part has it for as long as he has his partition of the job. */
  #free(db: Kysely<TeamTables>) {
    const { team, job } = this.taking
    return this.#open(db)
      .select(['id', 'part_sealed'])
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom('job_partitions')
              .select('partition')
              .where('job_partitions.team_id', '=', team)
              .where('job_id', '=', job)
              .whereRef('partition', '=', 'clone_parts.taken_by')
              .whereRef('job_partitions.fence', '=', 'clone_parts.fence')
              .where('status', '=', 'running'),
          ),
        ),
      )
      .orderBy('position')
      .limit(1)
      .executeTakeFirst()
  }
}

function nameOf({ table, part }: Pick<SharedPart, 'table' | 'part'>): string {
  return `${table}\0${part}`
}
