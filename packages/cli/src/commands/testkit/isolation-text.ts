import {
  type DeadlockTestResult,
  type IsolationTestResult,
  type TestReport,
  type TwoPhaseResult,
  testReportSummary,
  textTable,
} from '@understudy/sdk/testkit'

/** As docs/testkit-transactions.md explains them. */
const preventions = { waiting: 'waits', refusal: 'refused', visibility: 'not seen' } as const

/** What may occur at which level: a row for each history, a column for each level. */
export function isolationText(
  report: TestReport,
  levels: readonly IsolationTestResult[],
  { victims, codes, resolvedBy, waitGraph }: DeadlockTestResult,
  twoPhase: TwoPhaseResult | undefined,
): string {
  const histories = [...new Set(levels.flatMap((level) => level.histories.map(({ history }) => history)))]
  const cell = (level: IsolationTestResult, name: string): string => {
    const history = level.histories.find((one) => one.history === name)
    if (!history) return ''
    if (history.occurred) return history.excluded ? 'OCCURS, though excluded' : 'occurs'
    return history.preventedBy === null ? '' : preventions[history.preventedBy]
  }
  const meaning = (name: string) => levels[0]?.histories.find(({ history }) => history === name)?.anomaly ?? ''
  const headings = ['History', 'Anomaly', ...levels.map(({ isolationLevel }) => isolationLevel)]
  const rows = histories.map((name) => [name, meaning(name), ...levels.map((level) => cell(level, name))])
  const shown = levels.map(
    ({ isolationLevel, expected, shown: found, journal }) =>
      `${isolationLevel}${journal === null ? '' : ` (journal: ${journal})`}: ${expected} is promised, ${found} is shown`,
  )
  const waits = waitGraph.map((edge) => `${edge.waits} waits for ${edge.for}`).join(', ')
  const deadlock = `Deadlock: ${victims.join(', ') || 'nobody'} was ended${codes.length === 0 ? '' : ` with ${codes.join(', ')}`}, by ${resolvedBy}${waits === '' ? '' : `: ${waits}`}`
  const unpassed = report.results
    .filter(({ status }) => status === 'failed')
    .map(({ testName, errorMessage }) => `FAILED  ${testName}: ${errorMessage ?? ''}`)
  return [
    `Transactions in ${report.database} (${report.engine} ${report.engineVersion})`,
    textTable(headings, rows),
    shown.join('\n'),
    deadlock,
    ...(twoPhase ? [twoPhaseText(twoPhase)] : []),
    ...(unpassed.length === 0 ? [] : [unpassed.join('\n')]),
    testReportSummary(report),
  ].join('\n\n')
}

function twoPhaseText({ cases }: TwoPhaseResult): string {
  const rows = cases.map(({ name, inDoubt, outcome }) => [name, ...inDoubt, outcome])
  return textTable(['Two-phase commit', 'In doubt', 'Elsewhere', 'Ends'], rows)
}
