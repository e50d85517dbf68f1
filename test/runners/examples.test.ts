import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blocksOf } from '../docs/blocks.ts'
import { isFull } from '../full.ts'
import { ownEnvironment } from './own-environment.ts'
import { type Place, postgresPlace } from './places.ts'

const root = join(import.meta.dirname, '../..')
const limit = 180_000

describe.each(['vitest', 'playwright', 'jest', 'mocha', 'node-test', 'cucumber'])('the example of %s', (name) => {
  test('passes by `npm test`, on SQLite', { timeout: limit }, async () => {
    const { code, text } = await npmTest(name, {})
    expect(code, text).toBe(0)
  })

  // What adapters do there their conformance says; one example shows that the variable is all that it takes.
  if (name !== 'node-test' && !isFull) return
  let place: Place
  beforeAll(async () => {
    place = await postgresPlace()
  })
  afterAll(() => place[Symbol.asyncDispose]())

  test('passes on Postgres, and leaves nothing there', { timeout: limit }, async () => {
    const { code, text } = await npmTest(name, { UNDERSTUDY_DATABASE_URL: place.url })
    expect(code, text).toBe(0)
    expect(await place.left()).toEqual([])
  })
})

test('the page shows code that is run', () => {
  const said = blocksOf(root, 'docs/runners.md').flatMap(({ code, line, note }) => {
    const file = /^not run: (examples\/\S+) is this$/.exec(note ?? '')?.[1]
    return file === undefined ? [] : [{ line, code, text: readFileSync(join(root, file), 'utf8') }]
  })
  expect(said.length).toBeGreaterThanOrEqual(8)
  expect(said.filter(({ code, text }) => !text.includes(code.trim())).map(({ line }) => line)).toEqual([])
})

/** The script `test` of the example, as npm runs it. */
function npmTest(name: string, variables: NodeJS.ProcessEnv): Promise<{ code: number; text: string }> {
  const folder = join(root, 'examples', name)
  const ledger = mkdtempSync(join(tmpdir(), 'example-ledger-'))
  const script: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts.test
  const path = [join(folder, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter)
  const env = { ...ownEnvironment(), PATH: path, UNDERSTUDY_LEDGER: ledger, ...variables }
  return new Promise((resolve) => {
    execFile('sh', ['-c', String(script)], { cwd: folder, env }, (error, out, err) => {
      rmSync(ledger, { recursive: true, force: true })
      resolve({ code: error ? 1 : 0, text: `${out}\n${err}` })
    })
  })
}
