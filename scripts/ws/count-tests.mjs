import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * Prints the skipped tests and then the line `N passed, N failed`, from the report of vitest's JSON reporter, and
 * answers with the exit code. A file that fails outside of its tests, and a run that ends badly with every test green,
 * count as one failure each: the line never looks better than the run was.
 */
export function countTests({ root, report, code }) {
  if (!existsSync(report)) {
    console.log('0 passed, 1 failed')
    return code || 1
  }
  const { testResults, numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
  const failedFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  const skipped = skippedTests(testResults, root)
  if (skipped.length > 0) console.log(`${skipped.length} skipped:\n${skipped.map((name) => `  ${name}`).join('\n')}`)
  const failed = numFailedTests + failedFiles.length
  const shown = failed === 0 && code !== 0 ? 1 : failed
  console.log(`${numPassedTests} passed, ${shown} failed`)
  return shown > 0 ? code || 1 : 0
}

/** Every test that did not run, as `file › name`. */
export function skippedTests(testResults, root) {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map((test) => `${relative(root, name)} › ${test.fullName}`),
  )
}
