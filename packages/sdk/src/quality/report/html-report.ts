import { counted } from '../../model/counted.ts'
import type { Improvement } from '../improvement.ts'
import { metricNames } from '../quality-metrics.ts'
import type { QualityReport, RuleOutcome, RuleResult } from '../quality-report.ts'
import type { QualityRun } from '../quality-run.ts'
import { dataTable } from './html/data-table.ts'
import { historyLines } from './html/history-lines.ts'
import { type Content, html, type Markup } from './html/markup.ts'
import { metricBars } from './html/metric-bars.ts'
import { type PageSection, page } from './html/page.ts'
import { tiles } from './html/tiles.ts'
import {
  grouped,
  metricTitles,
  overallText,
  placeOf,
  shapeText,
  shareText,
  summaryOf,
  worstFirst,
} from './report-parts.ts'

export interface ReportExtras {
  readonly improvements?: readonly Improvement[] | undefined
  /** Earlier runs, the oldest first. */
  readonly history?: readonly QualityRun[] | undefined
}

export function htmlReport(report: QualityReport, { improvements = [], history = [] }: ReportExtras = {}): string {
  const { dataset, at, by, results, passed, rulesHash, entities } = report
  const broken = worstFirst(results).filter(({ outcome }) => outcome !== 'passed')
  const held = results.filter(({ outcome }) => outcome === 'passed')
  const rows = entities.reduce((sum, entity) => sum + entity.rows, 0)
  return page({
    title: dataset,
    verdict: { good: passed, text: summaryOf(results) },
    about: html`${overallText(report)} ${counted(rows, 'row')}, looked at <time datetime="${at}">${at}</time> ${by === 'sql' ? 'by the database' : 'by reading them'}, by the rules <code title="${rulesHash}">${rulesHash.slice(0, 12)}</code>.`,
    sections: [
      { id: 'metrics', title: 'Metrics', body: metricsPart(report) },
      ...section(history.length > 0, 'history', 'From run to run', historyPart(report, history)),
      { id: 'entities', title: 'Entities', body: entitiesPart(report) },
      ...section(broken.length > 0, 'broken', 'What does not hold', html`${broken.map(brokenRule)}`),
      ...section(improvements.length > 0, 'improvements', 'What would help', improvementsPart(improvements)),
      ...section(held.length > 0, 'held', 'What holds', heldPart(held)),
    ],
  })
}

function section(isShown: boolean, id: string, title: string, body: Markup): PageSection[] {
  return isShown ? [{ id, title, body }] : []
}

function metricsPart({ metrics, passed }: QualityReport): Markup {
  const { overall } = metrics
  const state = overall.value === null ? undefined : passed ? 'good' : 'bad'
  const note = overall.cappedBy === undefined ? 'mean of the metrics' : html`capped by ${overall.cappedBy}`
  return html`${tiles([
    { label: 'Overall', value: shareText(overall.value), note, state },
    ...metricNames.map((name) => {
      const { value, n } = metrics[name]
      const about = n > 0 ? `by ${counted(n, 'rule')}` : ''
      return {
        label: metricTitles[name],
        value: value === null ? '–' : shareText(value),
        note: value === null ? (name === 'accuracy' ? 'no reference' : 'no rule') : about,
      }
    }),
  ])}
<figure style="max-width:26rem"><figcaption><b>Metrics</b>, each with the interval that it lies in, by 95 %</figcaption>
${metricBars(
  'The six metrics as bars',
  metricNames.map((name) => {
    const { value, n, numerator, denominator, interval } = metrics[name]
    const isMean = name === 'uniqueness' || name === 'businessRuleCompliance'
    const made = isMean ? `mean of ${grouped(n)}` : `${grouped(numerator)} of ${grouped(denominator)}`
    const of = value === null ? 'not measured' : `${shareText(value)} · ${made}`
    return { name: metricTitles[name], share: value, text: of, interval }
  }),
)}</figure>`
}

function historyPart(report: QualityReport, history: readonly QualityRun[]): Markup {
  const runs = [...history.filter(({ at }) => at < report.at), report]
  const points = runs.map(({ at, metrics, passed }) => ({ at, share: metrics.overall.value, good: passed }))
  const others = new Set(runs.map(({ rulesHash }) => rulesHash)).size - 1
  return html`<figure style="max-width:26rem"><figcaption><b>Overall</b>, ${counted(runs.length, 'run')}${others > 0 && '; the rules changed between some of them'}</figcaption>
${historyLines('The overall score from run to run', points)}</figure>`
}

function entitiesPart({ entities, results }: QualityReport): Markup {
  const of = (entity: string, outcome: RuleOutcome) =>
    results.filter((result) => result.entity === entity && result.outcome === outcome).length
  const rows = new Map(entities.map((one) => [one.entity, one.rows]))
  const names = [...new Set([...rows.keys(), ...results.map(({ entity }) => entity)])]
  return dataTable({
    caption: 'Rules by their outcome',
    columns: [
      { name: 'Entity' },
      { name: 'Rows', numeric: true },
      ...(['passed', 'warned', 'failed', 'not evaluated'] as const).map((name) => ({ name, numeric: true })),
    ],
    rows: names.map((entity) => {
      const size = rows.get(entity)
      const failed = of(entity, 'failed')
      return [
        entity,
        size === undefined ? '–' : grouped(size),
        grouped(of(entity, 'passed')),
        grouped(of(entity, 'warned')),
        failed === 0 ? '0' : html`<b class="bad-text">${grouped(failed)}</b>`,
        grouped(of(entity, 'not evaluated')),
      ]
    }),
  })
}

const looks: Readonly<Record<RuleOutcome, string>> = {
  failed: 'bad-text',
  warned: 'warned-text',
  'not evaluated': 'faint',
  passed: 'good-text',
}

function brokenRule(result: RuleResult): Markup {
  const { id, entity, outcome, severity, message, passRatio, considered, failed, sample, from } = result
  const counts =
    passRatio === null
      ? undefined
      : {
          name: `${grouped(considered - failed)} of ${grouped(considered)} hold`,
          share: passRatio,
          text: shareText(passRatio),
        }
  return html`<article>
<h3><span class="${looks[outcome]}">${outcome}</span> ${id} <span class="faint">${entity}, ${severity}</span></h3>
<p>${message}</p>
${counts !== undefined && result.value === undefined && metricBars(counts.name, [counts])}
${from !== undefined && html`<p class="note">From the ${from.source}: ${from.evidence}, ${shareText(from.confidence)} sure.</p>`}
${sample.length > 0 && html`<details><summary>${sample.length === failed ? 'The rows' : `${grouped(sample.length)} of the rows`}, masked</summary>${sampleTable(sample)}</details>`}
</article>\n`
}

function sampleTable(sample: RuleResult['sample']): Markup {
  const columns = [...new Set(sample.flatMap(({ values }) => Object.keys(values)))]
  return dataTable({
    caption: 'Letters are shown as x, digits as 9',
    columns: [{ name: 'Row' }, ...columns.map((name) => ({ name }))],
    rows: sample.map((row) => [
      placeOf(row),
      ...columns.map((name): Content => {
        const value = row.values[name]
        if (value === undefined) return ''
        return value === null ? html`<i class="faint">null</i>` : html`<code>${shapeText(value)}</code>`
      }),
    ]),
  })
}

function improvementsPart(improvements: readonly Improvement[]): Markup {
  return dataTable({
    caption: 'What each would change, worked out from the counts above',
    columns: [{ name: 'Rule' }, { name: 'What' }, { name: 'Rows', numeric: true }, { name: 'Predicted' }],
    rows: improvements.map(({ rule, text, rows, predicted }) => [
      rule,
      text,
      grouped(rows),
      metricNames
        .flatMap((name) => {
          const gain = predicted[name]
          return gain === undefined ? [] : [`${metricTitles[name]} ${gainText(gain)}`]
        })
        .join(', '),
    ]),
  })
}

/** In points of a hundred. */
function gainText(gain: number): string {
  const points = Number((gain * 100).toPrecision(3))
  return `${points > 0 ? '+' : ''}${points}`
}

function heldPart(held: readonly RuleResult[]): Markup {
  return html`<details><summary>${counted(held.length, 'rule')}</summary>${dataTable({
    columns: [{ name: 'Rule' }, { name: 'Entity' }, { name: 'What was found' }, { name: 'Pass ratio', numeric: true }],
    rows: held.map(({ id, entity, message, passRatio }) => [id, entity, message, shareText(passRatio)]),
  })}</details>`
}
