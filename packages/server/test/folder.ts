import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { scratch } from '../../../test/postgres.ts'

/** A folder of this test file, gone after it: in memory where there is enough, as no test outlives its machine. */
export async function testFolder(name: string): Promise<string> {
  const folder = await realpath(await mkdtemp(join(await scratch(), `understudy-${name}-`)))
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return folder
}
