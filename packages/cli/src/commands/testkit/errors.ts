import {
  DatabaseErrorTester,
  errorCaseResults,
  resilienceResults,
  testReportSummary,
  testReportUnpassed,
} from '@understudy/sdk/testkit'
import type { Around, Outcome } from '../command.ts'
import { errorTable, resilienceTable } from './error-table.ts'
import { runTests, type TestFlags } from './run-tests.ts'

export interface ErrorsFlags extends TestFlags {
  readonly resilience?: boolean
  readonly language?: string
}

export async function errorsCommand(url: string | undefined, flags: ErrorsFlags, around: Around): Promise<Outcome> {
  return await runTests('errors', url, flags, around, async (client, say) => {
    const tester = new DatabaseErrorTester(client)
    say('provokes errors')
    const provoked = await tester.provokeErrors(undefined, { language: flags.language, signal: around.signal })
    if (flags.resilience) say('troubles connections')
    const resilience = flags.resilience
      ? await tester.testConnectionResilience(undefined, { signal: around.signal })
      : {}
    return {
      results: [...errorCaseResults(provoked), ...resilienceResults(resilience)],
      text: (report) =>
        [
          `Errors of ${report.database} (${report.engine} ${report.engineVersion})`,
          errorTable(provoked),
          resilienceTable(resilience),
          testReportUnpassed(report),
          testReportSummary(report),
        ]
          .filter((part) => part !== '')
          .join('\n\n'),
      document: { errors: provoked.results, ...(flags.resilience ? { resilience } : {}) },
    }
  })
}
