import {
  deadlockResults,
  type IsolationLevel,
  type IsolationTestResult,
  isolationLevels,
  isolationResults,
  levelsOf,
  outcomeOf,
  randomHistoryResults,
  TransactionTester,
} from '@understudy/sdk/testkit'
import type { Around, Outcome } from '../command.ts'
import { seedOf, usage } from '../generate/options.ts'
import { isolationText } from './isolation-text.ts'
import { runTests, type TestFlags } from './run-tests.ts'

export interface IsolationFlags extends TestFlags {
  readonly level: readonly string[]
  readonly random: boolean
  readonly seed?: string
}

export async function isolationCommand(
  url: string | undefined,
  flags: IsolationFlags,
  around: Around,
): Promise<Outcome> {
  const asked = flags.level.map(levelOf)
  const seed = flags.seed === undefined ? undefined : seedOf(flags.seed)
  return await runTests('isolation', url, flags, around, async (client, say) => {
    const tester = new TransactionTester(client)
    const results = []
    const levels: IsolationTestResult[] = []
    for (const level of asked.length > 0 ? asked : levelsOf(client.engine)) {
      say(`histories at ${level}`)
      const tested = await tester.testTransactionIsolation(level)
      levels.push(tested)
      results.push(...isolationResults(tested))
      if (!flags.random) continue
      say(`random histories at ${level}`)
      const from = performance.now()
      const random = await tester.testRandomHistories(level, { seed })
      results.push(...randomHistoryResults(random, performance.now() - from))
    }
    say('a deadlock')
    const deadlock = await tester.testDeadlockDetection()
    results.push(...deadlockResults(deadlock))
    return {
      results,
      text: (report) => isolationText(report, levels, deadlock),
      document: {
        levels: levels.map(({ isolationLevel, journal, expected, shown, broken, histories }) => ({
          isolationLevel,
          journal,
          expected,
          shown,
          broken,
          histories: Object.fromEntries(histories.map((one) => [one.history, outcomeOf(one)])),
        })),
        deadlock,
      },
    }
  })
}

function levelOf(text: string): IsolationLevel {
  const plain = text.toLowerCase().replaceAll(/[_-]/g, ' ')
  const level = isolationLevels.find((one) => one === plain)
  if (level) return level
  throw usage(`There is no isolation level ${JSON.stringify(text)}`, `Give one of ${isolationLevels.join(', ')}.`)
}
