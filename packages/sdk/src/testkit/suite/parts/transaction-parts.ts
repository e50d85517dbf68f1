import type { Engine } from '../../../database/adapter.ts'
import { timed } from '../../client/measure/measure-work.ts'
import type { IsolationLevel } from '../../database-test-config.ts'
import { deadlockResults } from '../../transactions/deadlock/deadlock-results.ts'
import { isolationResults } from '../../transactions/isolation-results.ts'
import { randomHistoryResults } from '../../transactions/list-append/random-history-results.ts'
import { TransactionTester } from '../../transactions/transaction-tester.ts'
import type { SuitePart, SuiteStep } from '../suite-part.ts'

export const isolationPart: SuitePart = {
  name: 'isolation',
  category: 'integration',
  steps({ client, config: { levels = levelsOf(client.engine) } }) {
    const tester = new TransactionTester(client)
    return levels.flatMap((level): SuiteStep[] => [
      {
        name: `isolation: ${level}`,
        run: async () => isolationResults(await tester.testTransactionIsolation(level)),
      },
      {
        name: `isolation: ${level}: random histories`,
        run: async () => {
          const { result, executionTime } = await timed(() => tester.testRandomHistories(level))
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

/** Levels that an engine tells apart: SQLite has one. */
export function levelsOf(engine: Engine): readonly IsolationLevel[] {
  return engine === 'sqlite' ? ['serializable'] : ['read committed', 'repeatable read', 'serializable']
}
