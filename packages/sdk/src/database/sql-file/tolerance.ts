import type { UnderstudyError } from '../../errors.ts'
import type { Session } from '../adapter.ts'

const undefinedObject = '42704'

/** Statements about who owns and who may; a dump names roles that the target need not have. */
const ownership =
  /^(alter\s+(?!role|user|group).*\s+owner\s+to\s|grant\s|revoke\s|alter\s+default\s+privileges\s|set\s+(session\s+authorization|role)\s|reassign\s+owned\s)/is

/** Another database is not the file's to make or remove: it is loaded into the one that was given. */
const otherDatabase = /^(create|drop)\s+database\s/i

export function isOwnership(statement: string): boolean {
  return ownership.test(statement)
}

export function isAboutDatabases(statement: string): boolean {
  return otherDatabase.test(statement)
}

export function missesRole(error: UnderstudyError): boolean {
  return error.details.sqlstate === undefinedObject && /^role\b|\brole "/.test(error.message)
}

/** Runs a statement so that its error ends no transaction that the file has opened. */
export async function runApart(session: Session, statement: string): Promise<void> {
  const inTransaction = await session.execute('savepoint understudy_file').then(
    () => true,
    () => false,
  )
  try {
    await session.execute(statement)
  } catch (thrown) {
    if (inTransaction) await session.execute('rollback to savepoint understudy_file; release savepoint understudy_file')
    throw thrown
  }
  if (inTransaction) await session.execute('release savepoint understudy_file')
}
