import { sql } from 'kysely'
import type { TeamTransaction } from '../../store/store.ts'
import type { Services } from '../call.ts'
import { type SealedColumn, sealedColumns } from './sealed-columns.ts'

const page = 200

interface SealedRow {
  readonly key: readonly string[]
  readonly sealed: Uint8Array
}

/**
 * What stands under keys that were rotated away, under the one that seals now. Chunks are not touched: what opens them is
 * a key of their dataset, and that is sealed anew. Where it breaks off, the next time goes on. How many it were.
 */
export async function resealTeam(services: Pick<Services, 'store' | 'sealer'>, team: string): Promise<number> {
  const { sealer } = services
  let count = 0
  for (const column of sealedColumns) {
    for await (const rows of pagesOf(services, team, column)) {
      const anew: (SealedRow & { readonly anew: Uint8Array })[] = []
      for (const row of rows) {
        if (await sealer.isCurrent(team, row.sealed)) continue
        const place = column.place(...row.key)
        const plain = await sealer.open(team, place, row.sealed)
        anew.push({ ...row, anew: await sealer.seal(team, place, plain) })
      }
      if (anew.length === 0) continue
      count += await services.store.team(team, async (tx) => {
        let replaced = 0
        for (const row of anew) if (await replace(tx, team, column, row)) replaced++
        return replaced
      })
    }
  }
  return count
}

async function* pagesOf(
  { store }: Pick<Services, 'store'>,
  team: string,
  { table, column, key }: SealedColumn,
): AsyncGenerator<SealedRow[]> {
  const columns = sql.join(key.map((name) => sql.ref(name)))
  for (let last: readonly string[] | undefined; ; ) {
    const after = last === undefined ? sql`` : sql`and (${columns}) > (${sql.join(last)})`
    const { rows } = await store.readTeam(team, (db) =>
      sql<Record<string, string> & { readonly sealed: Uint8Array }>`
        select ${columns}, ${sql.ref(column)} as sealed from ${sql.table(table)}
        where team_id = ${team} and ${sql.ref(column)} is not null ${after}
        order by ${columns} limit ${sql.lit(page)}`.execute(db),
    )
    const found = rows.map((row) => ({ key: key.map((name) => row[name] ?? ''), sealed: row.sealed }))
    yield found
    last = found.at(-1)?.key
    if (found.length < page) return
  }
}

/** False where the row is gone, or holds something newer. */
async function replace(
  tx: TeamTransaction,
  team: string,
  { table, column, key: names }: SealedColumn,
  { key, sealed, anew }: SealedRow & { readonly anew: Uint8Array },
): Promise<boolean> {
  const isIt = sql.join(
    names.map((name, i) => sql`${sql.ref(name)} = ${key[i]}`),
    sql` and `,
  )
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${anew}
    where team_id = ${team} and ${isIt} and ${sql.ref(column)} = ${sealed}`.execute(tx)
  return numAffectedRows === 1n
}
