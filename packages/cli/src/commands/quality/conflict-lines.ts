import type { RuleConflicts } from '@understudy/sdk/quality'
import { grouped } from '../../terminal/amounts.ts'
import type { Line } from '../../terminal/line.ts'
import { sectionLines } from './section-lines.ts'

const shown = 20

/** Which rules no data can meet together, and which say nothing that others do not. */
export function conflictLines({ conflicts, redundant }: RuleConflicts): Line[] {
  return [
    ...sectionLines('Contradictions', first(conflicts.map(({ message }) => message)), 'removed'),
    ...sectionLines(
      'Said twice',
      first(redundant.map(({ rule, impliedBy }) => `${rule} follows from ${impliedBy.join(', ')}`)),
    ),
  ]
}

function first(lines: readonly string[]): readonly string[] {
  const more = lines.length - shown
  return more > 0 ? [...lines.slice(0, shown), `and ${grouped(more)} more: --json lists them`] : lines
}
