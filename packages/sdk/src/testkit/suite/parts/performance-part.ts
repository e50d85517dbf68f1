import { performanceResults } from '../../performance/performance-results.ts'
import { PerformanceTester } from '../../performance/performance-tester.ts'
import type { SuitePart } from '../suite-part.ts'

export const performancePart: SuitePart = {
  name: 'performance',
  category: 'performance',
  steps: ({ client, config, say }) => {
    const { run = {}, ...limits } = config.performance ?? {}
    const around = { signal: config.signal, onProgress: say, ...run }
    return [
      {
        name: 'performance',
        run: async () => performanceResults(await new PerformanceTester(client, limits).run(around)),
      },
    ]
  },
}
