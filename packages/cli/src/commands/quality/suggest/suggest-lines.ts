import { allRules, demandOf, type Rule } from '@understudy/sdk/quality'
import { counted } from '../../../terminal/amounts.ts'
import type { Line } from '../../../terminal/line.ts'
import { oneLine } from '../../../terminal/printable.ts'
import { conflictLines } from '../conflict-lines.ts'
import { sectionLines } from '../section-lines.ts'
import type { Suggested } from './suggest-rules.ts'

/** For people: each entity with its rules, what is not watched and why, and what contradicts or repeats what. */
export function suggestLines(suggested: Suggested, out: string | undefined): Line[] {
  const { source, rules, notes, profile, conflicts } = suggested
  const list = allRules(rules)
  const entities = [...new Set(list.map(({ entity }) => entity))]
  const rows = new Map(profile?.entities.map((entity) => [entity.name, entity.rows]))
  return [
    {
      text: `${source}: ${counted(list.length, 'rule')} for ${counted(entities.length, 'entity', 'entities')}`,
      look: 'heading',
    },
    ...entities.flatMap((entity): Line[] => [
      '',
      { text: `${oneLine(entity)}${rowsText(rows.get(entity))}`, look: 'heading' },
      ...list.filter((rule) => rule.entity === entity).flatMap(ruleLines),
    ]),
    ...sectionLines(
      'Not watched',
      notes.map(({ at, message }) => `${at}: ${message}`),
    ),
    ...conflictLines(conflicts),
    '',
    out === undefined
      ? 'Next: write the rules with --out rules.json, and review them.'
      : `Wrote ${out}. Next: review it; then understudy quality check ${oneLine(source)} --rules ${out}.`,
  ]
}

function rowsText(rows: number | undefined): string {
  return rows === undefined ? '' : ` (${counted(rows, 'row')})`
}

/** Never rounded up: nothing that was told from a sample is certain. */
function ruleLines(rule: Rule): Line[] {
  const { from, where } = rule
  const among = where === undefined ? '' : `, of rows where ${where}`
  return [
    `  ${oneLine(demandOf(rule))}${oneLine(among)}`,
    ...(from === undefined
      ? []
      : [
          {
            text: `      ${Math.floor(from.confidence * 100)} % sure, by the ${from.source}: ${oneLine(from.evidence)}`,
            look: 'faint',
          } as const,
        ]),
  ]
}
