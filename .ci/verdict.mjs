// The last lines of .ci/run: which skipped tests count as failures, and how many tests passed and failed. It is given
// the number of other problems and the exit code of `npm test`.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { countOf } from '../scripts/ws/count-tests.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [problems = 0, testsEndedWith = 0] = process.argv.slice(2).map(Number)
const report = join(root, '.toolchain', 'test-report.json')
const { passed, failed, skipped } = countOf({ root, report })

// Without the test material its tests may skip; those that want a browser may not. Those that want Postgres cannot:
// where none starts, they fail.
const withData = existsSync(join(root, '..', 'shared', 'data'))
const lost = skipped
  .filter((name) => withData || /browser|chromium/i.test(name))
  .filter((name) => !allowed().some((part) => name.includes(part)))
for (const name of lost) console.log(`Skipped, and may not be: ${name}`)
// An error between tests fails the run and no test.
const unseen = failed === 0 && testsEndedWith !== 0 ? 1 : 0
const all = failed + unseen + problems + lost.length
console.log(`${passed} passed, ${all} failed`)
process.exitCode = all > 0 ? 1 : 0

/** Each line of .ci/allowed-skips is part of a test's `file › name`; lines that begin with # say why. */
function allowed() {
  const lines = readFileSync(join(root, '.ci', 'allowed-skips'), 'utf8').split('\n')
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
}
