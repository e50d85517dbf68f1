import type { LedgerText } from '@understudy/sdk/clone'
import type { TeamTransaction } from '../../store/store.ts'
import type { Services } from '../call.ts'
import { clonePlace } from './clone.ts'

type LedgerServices = Pick<Services, 'store' | 'sealer' | 'newId'>

interface LedgerAbout {
  readonly team: string
  readonly id: string
  /** Throws where whoever writes has no right to it any more. */
  readonly guard: (tx: TeamTransaction) => Promise<void>
}

/**
 * Lines go in as they come, a batch a row: what the disk of a file would be is the commit here. Several may write: their
 * batches stand in the order of their commits.
 */
export class StoredLedger implements LedgerText {
  readonly #services: LedgerServices
  readonly #about: LedgerAbout
  #next = 0
  /** Rows that were written here, as far as they were not come by yet. */
  readonly #own = new Set<string>()

  constructor(services: LedgerServices, about: LedgerAbout) {
    this.#services = services
    this.#about = about
  }

  async read(): Promise<string> {
    const { store, sealer } = this.#services
    const { team, id } = this.#about
    const parts: string[] = []
    for (;;) {
      const rows = await store.readTeam(team, (db) =>
        db
          .selectFrom('clone_ledger')
          .select(['id', 'position', 'lines_sealed'])
          .where('team_id', '=', team)
          .where('clone', '=', id)
          .where('position', '>=', this.#next)
          .orderBy('position')
          .limit(200)
          .execute(),
      )
      for (const row of rows) {
        this.#next = Number(row.position) + 1
        if (this.#own.delete(row.id)) continue
        parts.push(Buffer.from(await sealer.open(team, clonePlace('ledger', row.id), row.lines_sealed)).toString())
      }
      if (rows.length < 200) return parts.join('')
    }
  }

  more(): Promise<string> {
    return this.read()
  }

  /** A commit has all of its lines or none. */
  async cutEnd(): Promise<void> {
    throw new Error('the ledger of a clone in the store has no torn line')
  }

  async append(lines: string): Promise<void> {
    const { store, sealer, newId } = this.#services
    const { team, id: clone, guard } = this.#about
    const id = newId()
    const lines_sealed = await sealer.seal(team, clonePlace('ledger', id), Buffer.from(lines))
    this.#own.add(id)
    await store.team(team, async (tx) => {
      await guard(tx)
      const { last } = await tx
        .selectFrom('clone_ledger')
        .select((of) => of.fn.max<number | string | null>('position').as('last'))
        .where('team_id', '=', team)
        .where('clone', '=', clone)
        .executeTakeFirstOrThrow()
      const position = last === null ? 0 : Number(last) + 1
      await tx.insertInto('clone_ledger').values({ team_id: team, id, clone, position, lines_sealed }).execute()
    })
  }

  async remove(): Promise<void> {
    const { team, id, guard } = this.#about
    await this.#services.store.team(team, async (tx) => {
      await guard(tx)
      await tx.deleteFrom('clone_ledger').where('team_id', '=', team).where('clone', '=', id).execute()
    })
    this.#next = 0
    this.#own.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
