import type { BaselineComparison } from './compare-baseline.ts'
import type { PerformanceProblem, PerformanceReport } from './performance-report.ts'

type Figures = Pick<PerformanceReport, 'queries' | 'bulk' | 'concurrent' | 'resources' | 'comparisons'>

/** Everything that is not as it should be. */
export function performanceProblems(
  { queries, bulk, concurrent, resources, comparisons }: Figures,
  tolerance: number,
  failOnPlanChange: boolean,
): PerformanceProblem[] {
  const of = (name: string, messages: readonly string[] = []) => messages.map((message) => ({ name, message }))
  return [
    ...[...queries, ...bulk].flatMap(({ name, problems }) => of(name, problems)),
    ...of('concurrent access', concurrent?.problems),
    ...of('resources', resources.problems),
    ...comparisons.flatMap((one) => of(one.name, comparisonProblems(one, tolerance, failOnPlanChange))),
  ]
}

function comparisonProblems(
  { growth, slower, planChange }: BaselineComparison,
  tolerance: number,
  failOnPlanChange: boolean,
): string[] {
  return [
    ...(slower && growth !== null
      ? [`it takes ${growth.toFixed(1)} times what the baseline says; the limit is ${tolerance}`]
      : []),
    ...(failOnPlanChange && planChange ? ['its plan is another one than in the baseline'] : []),
  ]
}
