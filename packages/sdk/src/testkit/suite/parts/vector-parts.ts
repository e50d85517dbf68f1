import type { DatabaseTestType } from '../../database-test-config.ts'
import { vectorResults } from '../../vectors/report/vector-results.ts'
import { VectorDatabaseTester, type VectorTestPart } from '../../vectors/vector-database-tester.ts'
import type { SuiteAround, SuitePart, SuiteStep } from '../suite-part.ts'

export const vectorPart: SuitePart = {
  name: 'vectors',
  category: 'integration',
  steps: (around) => [vectorStep(around, 'vectors', 'integration', ['storage', 'search', 'changes'])],
}

export const vectorScalingPart: SuitePart = {
  name: 'vector scaling',
  category: 'performance',
  steps: (around) => [vectorStep(around, 'vector scaling', 'performance', ['scaling'])],
}

function vectorStep(
  { client, config, say }: SuiteAround,
  name: string,
  testType: DatabaseTestType,
  mine: readonly VectorTestPart[],
): SuiteStep {
  const { run: { parts: asked = mine, ...options } = {}, ...vectors } = config.vectors ?? {}
  const parts = mine.filter((part) => asked.includes(part))
  return {
    name,
    run: async () => {
      if (parts.length === 0) return []
      await using tester = new VectorDatabaseTester(client, vectors)
      const report = await tester.run({
        signal: config.signal,
        ...options,
        parts,
        onProgress: (part) => say(`${name}: ${part}`),
      })
      return vectorResults(report, testType)
    },
  }
}
