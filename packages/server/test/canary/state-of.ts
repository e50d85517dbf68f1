import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import type { StoreConfig } from '../../src/store/open-store.ts'
import { teamShape } from '../../src/store/shape/team-shape.ts'

/** Every row of a team, and what the system has of it, read past the store. */
export async function stateOf(
  { place }: { readonly place: StoreConfig },
  team: string,
): Promise<Record<string, unknown[]>> {
  const tables = Object.keys(teamShape)
  const ofSystem = ['memberships', 'api_keys', 'links', 'queue']
  if (place.engine === 'sqlite') {
    const read = (file: string, names: readonly string[]) => {
      const database = new Database(join(place.folder, file), { readonly: true })
      try {
        return names.map((name) => [
          name,
          database.prepare(`select * from "${name}" where team_id = ? order by 1, 2, 3`).all(team),
        ])
      } finally {
        database.close()
      }
    }
    return Object.fromEntries([...read(`teams/${team}.db`, tables), ...read('control.db', ofSystem)])
  }
  const owner = new pg.Client({ connectionString: place.url })
  await owner.connect()
  try {
    const found: [string, unknown[]][] = []
    for (const name of [...tables, ...ofSystem]) {
      const { rows } = await owner.query(`select * from understudy."${name}" where team_id = $1 order by 1, 2, 3`, [
        team,
      ])
      found.push([name, rows])
    }
    return Object.fromEntries(found)
  } finally {
    await owner.end()
  }
}
