import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { folderFailure } from '../../errors/folder-failure.ts'
import { ServerError } from '../../errors/server-error.ts'
import { backUpStore } from '../back-up/back-up-store.ts'
import { InUse } from '../in-use.ts'
import { refuseLockName } from '../names.ts'
import { holdTransaction } from '../nesting.ts'
import type { Store } from '../store.ts'
import type { SystemTables } from '../tables/system-tables.ts'
import { atOneMoment } from './at-one-moment.ts'
import { loadDriver } from './load-driver.ts'
import { lockFile } from './lock.ts'
import { proveFile } from './prove-isolation.ts'
import { StoreFile } from './store-file.ts'
import { TeamFiles } from './team-files.ts'

/**
 * The files of so many teams stay open, of about six descriptors each. Much goes through all teams every few seconds: where
 * there are more of them, it opens each file anew.
 */
const usuallyOpen = 500

/** A control file and one file for each team, in a folder of this user alone. */
export async function openSqliteStore(folder: string, mostOpen = usuallyOpen): Promise<Store> {
  const driver = await loadDriver()
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((thrown: unknown) => {
    throw folderFailure(thrown, folder)
  })
  const teams = new TeamFiles(join(folder, 'teams'), driver, mostOpen)
  const control = await StoreFile.open<SystemTables>(join(folder, 'control.db'), driver)
  try {
    for (const team of await teams.list()) await teams.create(team)
  } catch (thrown) {
    await teams.close()
    await control.close()
    throw thrown
  }
  const inUse = new InUse()
  let closing: Promise<void> | undefined
  const whileOpen = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closing) throw new ServerError('STORE_MISUSED', { message: 'the store was used after it was closed' })
    return inUse.during(work)
  }
  const store: Store = {
    engine: 'sqlite',
    system: (work) => whileOpen(() => holdTransaction('system', () => control.write(work))),
    readSystem: (work) => whileOpen(() => holdTransaction('readSystem', () => control.read(work))),
    team: (team, work) => whileOpen(() => holdTransaction('team', () => teams.use(team, (file) => file.write(work)))),
    readTeam: (team, work) =>
      whileOpen(() => holdTransaction('readTeam', () => teams.use(team, (file) => file.read(work)))),
    createTeamPlace: (team) => whileOpen(() => teams.create(team)),
    eraseTeamPlace: (team) => whileOpen(() => holdTransaction('team', () => teams.erase(team))),
    places: () => whileOpen(() => teams.list()),
    tryLock: (name) =>
      whileOpen(async () => {
        refuseLockName(name)
        return lockFile(join(folder, 'locks'), name, driver)
      }),
    openLine: () => whileOpen(async () => undefined),
    scrubKeys: () => whileOpen(() => control.emptyLog()),
    // Whoever writes to the team waits meanwhile: not long.
    scrub: (team) => whileOpen(() => holdTransaction('team', () => teams.use(team, (file) => file.emptyLog(1000)))),
    proveIsolation: async () => {
      for (const team of await store.places()) await store.readTeam(team, (db) => proveFile(db, team))
    },
    backUp: (target, signal) =>
      whileOpen(() => holdTransaction('readTeam', () => backUpStore(atOneMoment(control, teams), target, signal))),
    close: () => {
      closing ??= inUse
        .drained()
        .then(() => teams.close())
        .then(() => control.close())
      return closing
    },
  }
  return store
}
