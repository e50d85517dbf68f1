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
  twoPhaseResults,
} from '@understudy/sdk/testkit'
import type { Around, Outcome } from '../command.ts'
import { seedOf, usage } from '../generate/options.ts'
import { isolationText } from './isolation-text.ts'
import { runTests, type TestFlags } from './run-tests.ts'

export interface IsolationFlags extends TestFlags {
  readonly level: readonly string[]
  readonly random: boolean
  readonly seed?: string
  readonly twoPhase?: boolean
}

export async function isolationCommand(
  url: string | undefined,
  flags: IsolationFlags,
  around: Around,
): Promise<Outcome> {
  const asked = flags.level.map(levelOf)
  const { signal } = around
  const seed = flags.seed === undefined ? undefined : seedOf(flags.seed)
  return await runTests('isolation', url, flags, around, async (client, say) => {
    const tester = new TransactionTester(client)
    const results = []
    const levels: IsolationTestResult[] = []
    for (const level of asked.length > 0 ? asked : levelsOf(client.engine)) {
      say(`histories at ${level}`)
      const tested = await tester.testTransactionIsolation(level, { signal })
      levels.push(tested)
      results.push(...isolationResults(tested))
      if (!flags.random) continue
      say(`random histories at ${level}`)
      const from = performance.now()
      const random = await tester.testRandomHistories(level, { seed, signal })
      results.push(...randomHistoryResults(random, performance.now() - from))
    }
    say('a deadlock')
    const deadlock = await tester.testDeadlockDetection()
    results.push(...deadlockResults(deadlock))
    if (flags.twoPhase) say('commits over two databases')
    const twoPhase = flags.twoPhase ? await tester.testTwoPhaseCommit() : undefined
    if (twoPhase) results.push(...twoPhaseResults(twoPhase))
    return {
      results,
      text: (report) => isolationText(report, levels, deadlock, twoPhase),
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
        ...(twoPhase && { twoPhase: twoPhase.cases }),
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
