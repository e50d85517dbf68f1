import { RequestError } from '../../errors/request-error.ts'
import type { AtOneMoment } from '../back-up/moment.ts'
import { noSuchTeam } from '../names.ts'
import type { SystemTables } from '../tables/system-tables.ts'
import type { TeamTables } from '../tables/team-tables.ts'
import type { Snapshot, StoreFile } from './store-file.ts'
import type { TeamFiles } from './team-files.ts'

/**
 * Writers of every file are held up together, for as long as it takes to begin a snapshot of each. Teams come before the
 * system, in the order in which transactions inside others take them.
 */
export function atOneMoment(control: StoreFile<SystemTables>, files: TeamFiles): AtOneMoment {
  return async (look) => {
    await using undo = new AsyncDisposableStack()
    const open = new Map<string, StoreFile<TeamTables>>()
    for (const team of await files.list()) {
      const file = await keep(files, team, undo)
      if (file) open.set(team, file)
    }
    const teams = new Map<string, Snapshot<TeamTables>>()
    let system: Snapshot<SystemTables>
    {
      await using held = new AsyncDisposableStack()
      for (const file of [...open.values(), control]) held.use(await file.holdWriters())
      for (const [team, file] of open) teams.set(team, undo.use(await file.snapshot()))
      system = undo.use(await control.snapshot())
    }
    return await look({
      teams: [...teams.keys()],
      system: (read) => read(system.db),
      team: async (team, read) => {
        const found = teams.get(team)
        if (!found) throw noSuchTeam()
        return read(found.db)
      },
    })
  }
}

/** A team's file, which is neither closed nor erased before `undo`; undefined where it was erased just now. */
function keep(files: TeamFiles, team: string, undo: AsyncDisposableStack): Promise<StoreFile<TeamTables> | undefined> {
  return new Promise((resolve, reject) => {
    const kept = files.use(team, async (file) => {
      await new Promise<void>((done) => {
        undo.defer(done)
        resolve(file)
      })
    })
    kept.catch((thrown: unknown) => {
      if (thrown instanceof RequestError) resolve(undefined)
      else reject(thrown)
    })
  })
}
