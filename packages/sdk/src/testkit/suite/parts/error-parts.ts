import { DatabaseErrorTester } from '../../errors/database-error-tester.ts'
import { errorCaseResults, resilienceResults } from '../../errors/error-results.ts'
import type { SuitePart } from '../suite-part.ts'

export const errorPart: SuitePart = {
  name: 'errors',
  category: 'integration',
  steps: ({ client, config: { errors, signal } }) => [
    {
      name: 'errors',
      run: async () => errorCaseResults(await new DatabaseErrorTester(client).provokeErrors(errors?.cases, { signal })),
    },
  ],
}

export const resiliencePart: SuitePart = {
  name: 'resilience',
  category: 'integration',
  steps: ({ client, config: { resilience: { scenarios, ...options } = {}, signal } }) => [
    {
      name: 'resilience',
      run: async () =>
        resilienceResults(
          await new DatabaseErrorTester(client).testConnectionResilience(scenarios, { signal, ...options }),
        ),
    },
  ],
}
