import { type BaselineComparison, textTable } from '@understudy/sdk/testkit'

/** How this run stands beside the baseline, and which plans are others now; nothing where there is no baseline. */
export function comparisonText(comparisons: readonly BaselineComparison[]): string {
  if (comparisons.length === 0) return ''
  const rows = comparisons.map(({ name, growth, slower, planChange, reason }) => [
    name,
    growth === null ? '–' : growth.toFixed(2),
    slower ? 'SLOWER' : (reason ?? ''),
    planChange === null ? '' : 'changed',
  ])
  const plans = comparisons.flatMap(({ name, planChange }) =>
    planChange === null
      ? []
      : [
          `Plan of ${name}`,
          ...planChange.before.map((line) => `  - ${line}`),
          ...planChange.now.map((line) => `  + ${line}`),
        ],
  )
  const parts = [textTable(['Against the baseline', 'Times', '', 'Plan'], rows), plans.join('\n')]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n\n`
}
