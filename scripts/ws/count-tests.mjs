import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** Prints the skipped tests and then the line `N passed, N failed`, and answers with the exit code. */
export function countTests({ root, report, code }) {
  const { passed, failed, skipped } = countOf({ root, report })
  if (skipped.length > 0) console.log(`${skipped.length} skipped:\n${skipped.map((name) => `  ${name}`).join('\n')}`)
  // A run that ends badly with every test green (an error between tests, a teardown) is no green run.
  const shown = failed === 0 && code !== 0 ? 1 : failed
  console.log(`${passed} passed, ${shown} failed`)
  return shown > 0 ? code || 1 : 0
}

/**
 * What a report of vitest's JSON reporter says. A file that fails outside of its tests counts as one failure, and so
 * does a report that is missing or says that the run as a whole did not succeed.
 */
export function countOf({ root, report }) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: [] }
  const { success, testResults, numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
  const failedFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  const failed = numFailedTests + failedFiles.length
  return {
    passed: numPassedTests,
    failed: failed === 0 && !success ? 1 : failed,
    skipped: skippedTests(testResults, root),
  }
}

/** Every test that did not run, as `file › name`. */
function skippedTests(testResults, root) {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map((test) => `${relative(root, name)} › ${test.fullName}`),
  )
}
