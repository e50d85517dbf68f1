import type { Engine } from '../../../database/adapter.ts'
import { DatabaseTestClient } from '../../client/database-test-client.ts'
import { timed } from '../../client/measure/measure-work.ts'
import type { IsolationLevel } from '../../database-test-config.ts'
import { deadlockResults } from '../../transactions/deadlock/deadlock-results.ts'
import { isolationResults } from '../../transactions/isolation-results.ts'
import { randomHistoryResults } from '../../transactions/list-append/random-history-results.ts'
import { TransactionTester } from '../../transactions/transaction-tester.ts'
import { twoPhaseResults } from '../../transactions/two-phase/two-phase-results.ts'
import type { SuitePart, SuiteStep } from '../suite-part.ts'

export const isolationPart: SuitePart = {
  name: 'isolation',
  category: 'integration',
  steps({ client, config: { levels = levelsOf(client.engine), signal } }) {
    const tester = new TransactionTester(client)
    return levels.flatMap((level): SuiteStep[] => [
      {
        name: `isolation: ${level}`,
        run: async () => isolationResults(await tester.testTransactionIsolation(level, { signal })),
      },
      {
        name: `isolation: ${level}: random histories`,
        run: async () => {
          const { result, executionTime } = await timed(() => tester.testRandomHistories(level, { signal }))
          return randomHistoryResults(result, executionTime)
        },
      },
    ])
  },
}

export const deadlockPart: SuitePart = {
  name: 'deadlocks',
  category: 'integration',
  steps: ({ client }) => [
    {
      name: 'deadlock',
      run: async () => deadlockResults(await new TransactionTester(client).testDeadlockDetection()),
    },
  ],
}

export const twoPhasePart: SuitePart = {
  name: 'two-phase commit',
  category: 'integration',
  steps: ({ client, config: { twoPhase } }) => [
    {
      name: 'two-phase commit',
      run: async () => {
        const tester = new TransactionTester(client)
        if (twoPhase === undefined) return twoPhaseResults(await tester.testTwoPhaseCommit())
        await using other = await DatabaseTestClient.open({ ...client.config, ...twoPhase })
        return twoPhaseResults(await tester.testTwoPhaseCommit(other))
      },
    },
  ],
}

/** Levels that an engine tells apart: SQLite has one. */
export function levelsOf(engine: Engine): readonly IsolationLevel[] {
  return engine === 'sqlite' ? ['serializable'] : ['read committed', 'repeatable read', 'serializable']
}
