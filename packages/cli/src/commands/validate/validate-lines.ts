import { type EnvironmentReport, type Outcome, reportLines } from '@understudy/sdk/clone'
import type { Line } from '../../terminal/line.ts'

const marks: Readonly<Record<Outcome, string>> = { passed: 'ok  ', warned: 'warn', failed: 'FAIL', skipped: 'skip' }

/** What passed is counted by what it is about; everything else has a line of its own. */
export function validateLines(report: EnvironmentReport): Line[] {
  const all = reportLines(report)
  const count = (outcome: Outcome) => all.filter((line) => line.outcome === outcome).length
  const parts = [...new Set(all.map(({ part }) => part))]
  return [
    { text: `${report.environment}: ${count('passed')} passed, ${count('failed')} failed`, look: 'heading' },
    ...parts.flatMap((part): Line[] => {
      const own = all.filter((line) => line.part === part)
      const good = own.filter(({ outcome }) => outcome === 'passed').length
      return [
        `${part}: ${good} of ${own.length} passed`,
        ...own
          .filter(({ outcome }) => outcome !== 'passed')
          .map(({ outcome, name, message }): Line => `  ${marks[outcome]}  ${name}: ${message}`),
      ]
    }),
  ]
}
