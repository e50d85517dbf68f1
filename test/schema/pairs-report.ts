import type { Outcome } from './pair.ts'

/** What became of one direction of a pair on one server. */
export interface PairRun {
  readonly pair: string
  readonly direction: 'a to b' | 'b to a'
  readonly outcome: Outcome
}

/** A table of suites, and each direction that did not converge by its name and why. */
export function pairsReport(title: string, runs: readonly PairRun[]): string {
  const suites = [...new Set(runs.map(({ pair }) => suiteOf(pair)))]
  const lines = suites.map((suite) =>
    row(
      suite,
      runs.filter(({ pair }) => suiteOf(pair) === suite),
    ),
  )
  const others = runs.filter(({ outcome }) => outcome.result !== 'converged')
  return [
    `## ${title}`,
    '',
    '| suite | directions | converged | refused | failed | not loaded |',
    '|---|---|---|---|---|---|',
    ...lines,
    row('all', runs),
    '',
    ...(others.length === 0 ? ['Every pair converged, both ways.'] : others.map(told)),
    '',
  ].join('\n')
}

const suiteOf = (pair: string): string => pair.slice(0, pair.indexOf('/'))

function row(name: string, runs: readonly PairRun[]): string {
  const count = (result: Outcome['result']) => runs.filter(({ outcome }) => outcome.result === result).length
  const loaded = runs.length - count('not loaded')
  const share = loaded === 0 ? '' : ` (${((100 * count('converged')) / loaded).toFixed(1)} %)`
  return `| ${name} | ${runs.length} | ${count('converged')}${share} | ${count('refused')} | ${count('failed')} | ${count('not loaded')} |`
}

function told({ pair, direction, outcome }: PairRun): string {
  if (outcome.result === 'converged') return ''
  const where = outcome.result === 'failed' ? `, ${outcome.at}` : ''
  return `- \`${pair}\` (${direction}): ${outcome.result}${where}: ${oneLine(outcome.why)}`
}

const oneLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 400 ? `${line.slice(0, 400)} …` : line
}
