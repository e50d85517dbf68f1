import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countOf } from '../scripts/ws/count-tests.mjs'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'understudy-count-'))
})
afterAll(() => rm(root, { recursive: true }))

const passed = { status: 'passed', fullName: 'holds' }
const failed = { status: 'failed', fullName: 'breaks' }
const skipped = { status: 'skipped', fullName: 'waits' }

test('passed and failed tests are counted, and the skipped ones named with their file', async () => {
  const said = await count({ status: 'failed', tests: [passed, passed, failed, skipped] })
  expect(said).toEqual({ passed: 2, failed: 1, skipped: ['packages/a/x.test.ts › waits'] })
})

test('a file that fails outside of its tests is a failure', async () => {
  expect(await count({ status: 'failed', tests: [passed] })).toMatchObject({ passed: 1, failed: 1 })
  expect(await count({ status: 'failed', tests: [] })).toMatchObject({ passed: 0, failed: 1 })
  const two = await count({ status: 'failed', tests: [failed] }, { status: 'failed', tests: [passed] })
  expect(two).toMatchObject({ passed: 1, failed: 2 })
})

test('a run that found no test, or left no report, has failed', async () => {
  expect(await count()).toMatchObject({ passed: 0, failed: 1 })
  expect(countOf({ root, report: join(root, 'none.json') })).toMatchObject({ passed: 0, failed: 1 })
})

test('a green run has no failures', async () => {
  expect(await count({ status: 'passed', tests: [passed, skipped] })).toMatchObject({ passed: 1, failed: 0 })
})

interface TestFile {
  readonly status: string
  readonly tests: readonly { readonly status: string; readonly fullName: string }[]
}

/** What is counted of such a report of vitest's JSON reporter. */
async function count(...files: readonly TestFile[]) {
  const tests = files.flatMap((file) => file.tests)
  const of = (status: string) => tests.filter((test) => test.status === status).length
  const report = join(root, 'report.json')
  const name = join(root, 'packages/a/x.test.ts')
  await writeFile(
    report,
    JSON.stringify({
      success: files.length > 0 && files.every(({ status }) => status === 'passed'),
      numPassedTests: of('passed'),
      numFailedTests: of('failed'),
      testResults: files.map(({ status, tests: assertionResults }) => ({ name, status, assertionResults })),
    }),
  )
  return countOf({ root, report })
}
