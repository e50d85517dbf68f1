import type { SharedState, SharedWork } from '@understudy/sdk/clone'
import type { TeamTransaction } from '../../store/store.ts'
import { clonePlace } from './clone.ts'
import { StoredParts } from './shared-parts.ts'

/** What was offered is not any more: nobody's fault, and there is nothing to help with. */
export class ShareOver extends Error {
  override readonly name = 'ShareOver'
}

/** Parts of a clone, as offered once: whatever is offered later is of another state. */
export class HelpShare extends StoredParts implements SharedWork {
  #opening: number | undefined

  async state(): Promise<SharedState | undefined> {
    const { store, sealer } = this.services
    const { team, id } = this.taking
    const row = await store.readTeam(team, (db) =>
      db
        .selectFrom('clone_shares')
        .select(['opening', 'state_sealed'])
        .where('team_id', '=', team)
        .where('clone', '=', id)
        .executeTakeFirst(),
    )
    if (!row?.state_sealed) return undefined
    this.#opening = Number(row.opening)
    // The server seals and opens it itself: what was sealed has the shape that it had.
    return (await sealer.openJson(team, clonePlace('share', id), row.state_sealed)) as SharedState
  }

  /** First in each transaction in which whoever helps writes something. */
  override async guard(tx: TeamTransaction): Promise<void> {
    const { team, id } = this.taking
    await super.guard(tx)
    const open = await tx
      .selectFrom('clone_shares')
      .select('clone')
      .where('team_id', '=', team)
      .where('clone', '=', id)
      .where('opening', '=', this.#opening ?? -1)
      .executeTakeFirst()
    if (!open) throw new ShareOver('what was offered is over')
  }

  /** Says that whoever has these parts lives. */
  async beat(): Promise<void> {
    const { team, id, partition, fence } = this.taking
    await this.services.store.team(team, async (tx) => {
      await this.guard(tx)
      await tx
        .updateTable('clone_parts')
        .set((is) => ({ beats: is('beats', '+', 1) }))
        .where('team_id', '=', team)
        .where('clone', '=', id)
        .where('taken_by', '=', partition)
        .where('fence', '=', fence)
        .where('is_done', '=', 0)
        .execute()
    })
  }
}
