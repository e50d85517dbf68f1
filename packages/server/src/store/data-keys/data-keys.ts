import { randomBytes, randomUUID } from 'node:crypto'
import type { KeyRing } from '../../crypto/key-ring.ts'
import type { SealingKey } from '../../crypto/seal-format.ts'
import { ServerError } from '../../errors/server-error.ts'
import type { Store, SystemTransaction } from '../store.ts'
import type { SystemTables } from '../tables/system-tables.ts'

type Row = SystemTables['data_keys']
type Owner = Pick<Row, 'team_id' | 'purpose'>

/** A nonce is drawn at random: past 2^32 seals of one key two of them could be the same. */
export const mostSeals = 2 ** 32
/** What a process may seal before it asks again. */
export const sealsAtOnce = 2 ** 16

/** The rows of `data_keys`, each in a transaction of the system of its own. */
export class DataKeys {
  readonly #store: Store
  readonly #ring: KeyRing
  readonly #now: () => Date

  constructor(store: Store, ring: KeyRing, now: () => Date) {
    this.#store = store
    this.#ring = ring
    this.#now = now
  }

  /** Every key of the team that was not destroyed; of the hashing one there is one. */
  async of(
    team: string | null,
  ): Promise<{ readonly sealing: readonly SealingKey[]; readonly current: string | undefined }> {
    const rows = await this.#store.readSystem((db) =>
      db
        .selectFrom('data_keys')
        .selectAll()
        .where('team_id', team === null ? 'is' : '=', team)
        .where('purpose', '=', 'seal')
        .where('erased_at', 'is', null)
        .execute(),
    )
    return {
      sealing: rows.map((row) => this.#opened(row)),
      current: rows.find(({ retired_at }) => retired_at === null)?.id,
    }
  }

  /** The one key of a purpose that never changes, made when it is first asked for. */
  async lasting(owner: Owner): Promise<SealingKey> {
    const find = (db: Pick<SystemTransaction, 'selectFrom'>) =>
      db
        .selectFrom('data_keys')
        .selectAll()
        .where('team_id', owner.team_id === null ? 'is' : '=', owner.team_id)
        .where('purpose', '=', owner.purpose)
        .executeTakeFirst()
    const found = await this.#store.readSystem(find)
    const row = found ?? (await this.#store.system(async (tx) => (await find(tx)) ?? this.#add(tx, owner, 0)))
    return this.#opened(row)
  }

  /** The key that seals now, with `sealsAtOnce` more of its seals put aside; a new one where it has none left. */
  reserve(team: string | null): Promise<SealingKey> {
    return this.#store.system(async (tx) => {
      const [newest] = await tx
        .selectFrom('data_keys')
        .selectAll()
        .where('team_id', team === null ? 'is' : '=', team)
        .where('purpose', '=', 'seal')
        .where('retired_at', 'is', null)
        .execute()
      if (newest && newest.seals + sealsAtOnce <= mostSeals) {
        const key = this.#opened(newest)
        await tx
          .updateTable('data_keys')
          .set({ seals: newest.seals + sealsAtOnce })
          .where('id', '=', newest.id)
          .execute()
        return key
      }
      return this.#opened(await this.#replace(tx, team, sealsAtOnce))
    })
  }

  async rotate(team: string | null): Promise<void> {
    await this.#store.system((tx) => this.#replace(tx, team, 0))
  }

  /** What stands under other keys of the ring, under its first. */
  rewrap(): Promise<number> {
    return this.#store.system(async (tx) => {
      const rows = await tx
        .selectFrom('data_keys')
        .selectAll()
        .where('ring_key', '<>', this.#ring.current)
        .where('erased_at', 'is', null)
        .execute()
      for (const row of rows) {
        const { ringKey, wrapped } = this.#ring.wrap(this.#opened(row).key, boundTo(row))
        await tx.updateTable('data_keys').set({ ring_key: ringKey, wrapped }).where('id', '=', row.id).execute()
      }
      return rows.length
    })
  }

  /** Their rows go: a team that has none left under `erased_at` goes on. */
  async destroyRetired(team: string | null, before: Date): Promise<number> {
    const { numDeletedRows } = await this.#store.system((tx) =>
      tx
        .deleteFrom('data_keys')
        .where('team_id', team === null ? 'is' : '=', team)
        .where('purpose', '=', 'seal')
        .where('retired_at', '<', before.toISOString())
        .where('erased_at', 'is', null)
        .executeTakeFirst(),
    )
    if (numDeletedRows > 0n) await this.#store.scrubKeys()
    return Number(numDeletedRows)
  }

  async destroy(team: string): Promise<void> {
    const at = this.#now().toISOString()
    await this.#store.system((tx) =>
      tx
        .updateTable('data_keys')
        .set({ wrapped: new Uint8Array(), ring_key: '', retired_at: at, erased_at: at })
        .where('team_id', '=', team)
        .execute(),
    )
    await this.#store.scrubKeys()
  }

  async #replace(tx: SystemTransaction, team: string | null, seals: number): Promise<Row> {
    await tx
      .updateTable('data_keys')
      .set({ retired_at: this.#now().toISOString() })
      .where('team_id', team === null ? 'is' : '=', team)
      .where('purpose', '=', 'seal')
      .where('retired_at', 'is', null)
      .execute()
    return this.#add(tx, { team_id: team, purpose: 'seal' }, seals)
  }

  /** A team whose keys were destroyed gets none again: what it was is over. */
  async #add(tx: SystemTransaction, owner: Owner, seals: number): Promise<Row> {
    const erased = await tx
      .selectFrom('data_keys')
      .select('id')
      .where('team_id', '=', owner.team_id)
      .where('erased_at', 'is not', null)
      .executeTakeFirst()
    if (erased) throw erasedTeam()
    const made = { id: randomUUID(), ...owner }
    const { ringKey, wrapped } = this.#ring.wrap(randomBytes(32), boundTo(made))
    const row: Row = {
      ...made,
      wrapped,
      ring_key: ringKey,
      seals,
      created_at: this.#now().toISOString(),
      retired_at: null,
      erased_at: null,
    }
    await tx.insertInto('data_keys').values(row).execute()
    return row
  }

  #opened(row: Row): SealingKey {
    if (row.erased_at !== null) throw erasedTeam()
    const { id, ring_key: ringKey, wrapped } = row
    return { id, key: this.#ring.unwrap({ ringKey, wrapped }, boundTo(row)) }
  }
}

function erasedTeam(): ServerError {
  return new ServerError('SEAL_BROKEN', { message: 'the keys of this team were destroyed' })
}

/** What a data key is wrapped for: moved to another row, it does not open. */
export function boundTo({ id, team_id, purpose }: Owner & { readonly id: string }): string {
  return `${purpose}/${team_id ?? ''}/${id}`
}
