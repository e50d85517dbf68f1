import type Database from 'better-sqlite3'
import { ServerError } from '../../errors/server-error.ts'
import { migrationsAfter } from '../migrations/migrations.ts'

/** Says in each file whose it is: "UNDS". */
const applicationId = 0x554e4453

/** Brings a file forward, in one transaction: of a start that is killed nothing is left. */
export function migrateFile(database: Database.Database, file: string, team: string | undefined): void {
  if (migrationsAfter(versionOf(database, file), file).length === 0) return
  database.exec('begin immediate')
  try {
    for (const migration of migrationsAfter(versionOf(database, file), file)) {
      const steps = team === undefined ? migration.system('sqlite') : migration.team('sqlite', team)
      for (const step of steps) database.exec(step)
      database.pragma(`user_version = ${migration.number}`)
    }
    database.pragma(`application_id = ${applicationId}`)
    database.exec('commit')
  } catch (thrown) {
    if (database.inTransaction) database.exec('rollback')
    throw thrown
  }
}

function versionOf(database: Database.Database, file: string): number {
  const isOurs = database.pragma('application_id', { simple: true }) === applicationId
  if (!isOurs && database.prepare('select 1 from sqlite_schema limit 1').get() !== undefined) {
    throw new ServerError('STORE_FOREIGN', { message: `${file} is a database of something else` })
  }
  return Number(database.pragma('user_version', { simple: true }))
}
