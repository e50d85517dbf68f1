import {
  type EntityFidelity,
  type Estimate,
  type FidelityReport,
  type FloorResult,
  isCeiling,
  type LeakAlarm,
  type RelationshipFidelity,
  type SyntheticPrivacy,
} from '@understudy/sdk/synthesize'
import { counted, grouped } from '../../terminal/amounts.ts'
import type { Line } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'
import { metricLines } from '../quality/metric-lines.ts'

const shownColumns = 5
const shownRows = 5

/** What leaked first, then how like the rows are, then how near they come, and at last what could not be measured. */
export function fidelityLines(report: FidelityReport): Line[] {
  return [
    verdictOf(report),
    ...report.alarms.flatMap(alarmLines),
    ...report.floors.filter(({ held }) => !held).map(floorLine),
    ...report.entities.flatMap((entity) => [
      '',
      ...entityLines(entity),
      ...report.privacy.filter((one) => one.entity === entity.entity).flatMap(privacyLines),
    ]),
    ...(report.relationships.length === 0 ? [] : ['', ...report.relationships.map(relationshipLine)]),
    ...qualityLines(report),
    ...(report.notes.length === 0 ? [] : ['', ...report.notes.map((text): Line => faint(oneLine(text)))]),
  ]
}

function qualityLines({ quality }: FidelityReport): string[] {
  const lines = metricLines(quality).map((line) => `  ${typeof line === 'string' ? line : line.text}`)
  return lines.length === 0 ? [] : ['', 'Quality of the synthetic rows:', ...lines]
}

export function verdictOf({ real, synthetic, holdout, privacy, alarms, floors, passed }: FidelityReport): Line {
  const held = holdout === null ? '' : `, with ${oneLine(holdout)} held out`
  const missed = floors.filter((floor) => !floor.held).length
  const parts = [
    toldOf(privacy.length, alarms.length),
    ...(floors.length === 0 ? [] : [`${floors.length - missed} of ${counted(floors.length, 'floor')} held`]),
  ]
  const text = `${oneLine(synthetic)} against ${oneLine(real)}${held}: ${passed ? 'passed' : 'FAILED'}, ${parts.join(', ')}`
  return { text, look: passed ? 'heading' : 'danger' }
}

function toldOf(looked: number, alarms: number): string {
  if (alarms > 0) return counted(alarms, 'leak alarm')
  return looked === 0 ? 'too few rows to tell a leak' : 'no leak alarm'
}

/** Rows are counted from 1, as people do. */
function alarmLines({ entity, kind, rows, count, expected, pValue }: LeakAlarm): Line[] {
  const what = kind === 'identical' ? 'are real rows' : 'lie next to one real row'
  const others = `${expected < 10 ? expected.toFixed(1) : grouped(expected)} would be usual`
  const chance = pValue < 1e-12 ? 'p < 1e-12' : `p = ${pValue.toPrecision(2)}`
  return [
    {
      text: `LEAK  ${oneLine(entity)}: ${counted(count, 'synthetic row')} ${what}; ${others} (${chance})`,
      look: 'danger',
    },
    ...rows
      .slice(0, shownRows)
      .map(({ synthetic, real }) =>
        faint(`      synthetic row ${grouped(synthetic + 1)} is of real row ${grouped(real + 1)}`),
      ),
    ...(count > shownRows ? [faint(`      and ${grouped(count - shownRows)} more: --json names them`)] : []),
  ]
}

function floorLine({ entity, figure, floor, value }: FloorResult): Line {
  const asked = isCeiling(figure) ? `at most ${floor}` : `at least ${floor}`
  return {
    text: `FLOOR ${oneLine(entity)}: ${figure} is ${value === null ? 'not measured' : share(value)}, asked is ${asked}`,
    look: 'danger',
  }
}

function entityLines(entity: EntityFidelity): Line[] {
  const { comparable, calibrated, classifierAuc, usefulness, rows } = entity
  return [
    {
      text: `${oneLine(entity.entity)}: ${counted(rows.synthetic, 'synthetic row')}, ${grouped(rows.real)} real`,
      look: 'heading',
    },
    `  column shapes ${share(comparable.shapes)}, pair trends ${share(comparable.trends)}, overall ${share(comparable.overall)}, by the formulas of SDMetrics`,
    `  calibrated ${estimate(calibrated)}: 0 is a shuffle of the columns, 1 other real rows`,
    `  classifier ${estimate(classifierAuc)}: 0.5 cannot tell them apart, 1 always can`,
    ...usefulness.map(
      ({ target, metric, synthetic, real }) =>
        `  a model of ${oneLine(target)}: ${metricNames[metric]} ${share(synthetic)} learned from synthetic rows, ${share(real)} from real ones`,
    ),
    ...worstLines(entity),
    ...entity.excluded.map(({ column, note }) => faint(`  not compared: ${oneLine(column)}: ${note}`)),
  ]
}

const metricNames = { auc: 'area under the curve', r2: 'R²', accuracy: 'share of right answers' } as const

function worstLines({ columns, pairs }: EntityFidelity): string[] {
  const worst = (scored: readonly { readonly name: string; readonly score: number | null }[]) =>
    scored
      .filter(({ score }) => score !== null && score < 0.95)
      .sort((a, b) => a.score! - b.score!)
      .slice(0, shownColumns)
      .map(({ name, score }) => `${name} ${share(score)}`)
      .join(', ')
  const ofColumns = worst(columns.map(({ column, score }) => ({ name: oneLine(column), score })))
  const ofPairs = worst(
    pairs
      .filter(({ counted: counts }) => counts)
      .map(({ columns: [a, b], score }) => ({ name: `${oneLine(a)}–${oneLine(b)}`, score })),
  )
  return [
    ...(ofColumns === '' ? [] : [`  least alike: ${ofColumns}`]),
    ...(ofPairs === '' ? [] : [`  pairs least alike: ${ofPairs}`]),
  ]
}

function privacyLines(privacy: SyntheticPrivacy): string[] {
  const { distances, identicalRows, compared, nearerToTraining, rareCombinations } = privacy
  const others = privacy.control === 'holdout' ? 'the holdout' : 'real rows among themselves'
  const median = (quantiles: readonly number[]) => share(quantiles[50] ?? null, 4)
  return [
    `  nearest real row, median ${median(distances.synthetic)} away; of ${others} ${median(distances.holdout)}`,
    `  ${grouped(identicalRows.synthetic)} of ${grouped(compared.synthetic)} are a real row; of ${others} ${grouped(identicalRows.holdout)} of ${grouped(compared.holdout)}`,
    ...(nearerToTraining === null
      ? []
      : [`  nearer to the real rows than to the holdout: ${estimate(nearerToTraining)}, 0.5 is ideal`]),
    ...(rareCombinations.of === 0
      ? []
      : [
          `  of ${counted(rareCombinations.of, 'combination')} that one real row has alone ${grouped(rareCombinations.reproduced)} came back; ${grouped(rareCombinations.expected)} in other real rows`,
        ]),
    ...privacy.risks.map(
      ({ attack, risk, attackRate, controlRate, note }) =>
        `  risk of ${attack} ${estimate(risk)}: succeeds on ${share(attackRate)} of the real rows, on ${share(controlRate)} of the holdout${note === undefined ? '' : `; ${note}`}`,
    ),
  ]
}

function relationshipLine(relationship: RelationshipFidelity): string {
  const { parent, child, referentialIntegrity, cardinalityShape, cardinalityBoundary, trends, note } = relationship
  const figures =
    note ??
    `keys with a parent ${share(referentialIntegrity)}, children per parent ${share(cardinalityShape)} alike, ${share(cardinalityBoundary)} within bounds, pair trends ${share(trends)}`
  return `${oneLine(child)} → ${oneLine(parent)}: ${figures}`
}

function share(value: number | null, digits = 3): string {
  if (value === null) return 'not measured'
  // What a model of a column is worth that hardly differs has no end below.
  if (value < -1) return 'below -1'
  const text = value.toFixed(digits)
  return Number(text) === 0 ? (0).toFixed(digits) : text
}

function estimate(found: Estimate | null): string {
  if (found === null) return 'not measured'
  const [low, high] = found.interval
  return `${share(found.value)} (${share(low)} to ${share(high)})`
}

function faint(text: string): Line {
  return { text, look: 'faint' }
}
