import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** A file of its own for this process, which is not there yet. */
export function fileFor(name: string): string {
  const file = join(tmpdir(), `understudy-bench-${process.pid}-${name}.db`)
  rmSync(file, { force: true })
  return file
}

/** Of all rows of the table in their order. */
export function hashOf(file: string): string {
  const database = new Database(file, { readonly: true })
  const hash = createHash('sha256')
  for (const row of database.prepare('select * from customers order by id').raw().iterate()) {
    hash.update(JSON.stringify(row))
  }
  database.close()
  return hash.digest('hex')
}

export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
