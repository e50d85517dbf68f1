import type Database from 'better-sqlite3'
import { ServerError } from '../../errors/server-error.ts'

/** The driver is native, and ends the process without a word where Node is too old for it: so that is asked first. */
export async function loadDriver(): Promise<typeof Database> {
  if (Number(process.versions.napi ?? 0) < 10) {
    throw new ServerError('NODE_TOO_OLD', {
      message: `Node ${process.versions.node} cannot load the embedded database`,
    })
  }
  const { default: driver } = await import('better-sqlite3')
  return driver
}
