import type { CloneShare, SharedPart, SharedState } from '@understudy/sdk/clone'
import { clearPlace } from '../jobs/places.ts'
import { clonePlace } from './clone.ts'
import { type ShareServices, type ShareTaking, StoredParts } from './shared-parts.ts'

/** While it works, so often it calls for help again: a place may have become free meanwhile. */
const callEveryMs = 5000

export interface LeadOptions {
  readonly chunkBytes?: number | undefined
  /** Who helps and says nothing for so long is taken for dead, as with the lease of a job. */
  readonly silenceMs: number
  callForHelp(): Promise<void>
}

interface Silence {
  readonly beats: number
  readonly since: number
}

/** Parts of a clone, offered by whoever leads it. */
export class LeadShare extends StoredParts implements CloneShare {
  readonly chunkBytes: number | undefined
  readonly #options: LeadOptions
  #called = Number.NEGATIVE_INFINITY
  /** By partition and taking, while there is nothing else to do than to wait for them. */
  #silent = new Map<string, Silence>()

  constructor(services: ShareServices, taking: ShareTaking, options: LeadOptions) {
    super(services, taking)
    this.chunkBytes = options.chunkBytes
    this.#options = options
  }

  async open(state: SharedState, parts: readonly SharedPart[]): Promise<void> {
    const { sealer, newId } = this.services
    const { team, id } = this.taking
    const rows: { id: string; part_sealed: Uint8Array }[] = []
    for (const part of parts) {
      const row = newId()
      rows.push({ id: row, part_sealed: await sealer.sealJson(team, clonePlace('part', row), part) })
    }
    const fresh = { team_id: team, clone: id, is_done: 0, taken_by: null, fence: null, beats: 0 } as const
    const all = rows.map((row, position) => ({ ...fresh, ...row, position }))
    await this.#set(await sealer.sealJson(team, clonePlace('share', id), state), all)
  }

  async close(): Promise<void> {
    await this.#set(null, [])
  }

  override async take(): Promise<SharedPart | 'taken' | undefined> {
    const part = await super.take()
    if (part === 'taken') await this.#clearSilent()
    else if (part !== undefined && performance.now() - this.#called > callEveryMs) {
      this.#called = performance.now()
      await this.#options.callForHelp()
    }
    return part
  }

  /** What was offered before is not any more. */
  async #set(
    state_sealed: Uint8Array | null,
    parts: readonly {
      readonly team_id: string
      readonly id: string
      readonly clone: string
      readonly position: number
      readonly part_sealed: Uint8Array
      readonly is_done: 0
      readonly taken_by: null
      readonly fence: null
      readonly beats: number
    }[],
  ): Promise<void> {
    const { team, id } = this.taking
    this.#silent.clear()
    await this.services.store.team(team, async (tx) => {
      await this.guard(tx)
      await tx.deleteFrom('clone_parts').where('team_id', '=', team).where('clone', '=', id).execute()
      for (let from = 0; from < parts.length; from += 100)
        await tx
          .insertInto('clone_parts')
          .values(parts.slice(from, from + 100))
          .execute()
      await tx
        .insertInto('clone_shares')
        .values({ team_id: team, clone: id, opening: 1, state_sealed })
        .onConflict((is) =>
          is
            .columns(['team_id', 'clone'])
            .doUpdateSet((of) => ({ state_sealed, opening: of('clone_shares.opening', '+', 1) })),
        )
        .execute()
    })
  }

  /** By the time of this process alone: clocks need not agree. */
  async #clearSilent(): Promise<void> {
    const { store } = this.services
    const { team, id, job, partition: own } = this.taking
    const takings = await store.readTeam(team, (db) =>
      db
        .selectFrom('clone_parts')
        .select(['taken_by', 'fence'])
        .select((of) => of.fn.max<number | string>('beats').as('beats'))
        .where('team_id', '=', team)
        .where('clone', '=', id)
        .where('is_done', '=', 0)
        .where('taken_by', '<>', own)
        .groupBy(['taken_by', 'fence'])
        .execute(),
    )
    const now = performance.now()
    const before = this.#silent
    this.#silent = new Map()
    for (const { taken_by: partition, fence, beats: told } of takings) {
      if (partition === null || fence === null) continue
      const [name, beats] = [`${partition}/${fence}`, Number(told)]
      const known = before.get(name)
      const silence = known?.beats === beats ? known : { beats, since: now }
      this.#silent.set(name, silence)
      if (now - silence.since < this.#options.silenceMs) continue
      await store.team(team, async (tx) => {
        await this.guard(tx)
        await clearPlace(tx, { team, job, partition, fence })
      })
    }
  }
}
