import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectSqlite } from '@understudy/sdk/sqlite'
import { afterAll } from 'vitest'

/** The URL of an empty database of this test file, gone after it. */
export async function emptySqlite(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-drivers-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const url = `sqlite:${join(folder, 'shop.db')}`
  await (await connectSqlite(join(folder, 'shop.db'))).close()
  return url
}
