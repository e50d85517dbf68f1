import { counted, grouped } from '../../model/counted.ts'
import { dataTable } from '../../quality/report/html/data-table.ts'
import { html, type Markup } from '../../quality/report/html/markup.ts'
import type { PageSection } from '../../quality/report/html/page.ts'
import { type Tile, tiles } from '../../quality/report/html/tiles.ts'
import type { EntityFidelity, Estimate, SyntheticPrivacy } from '../fidelity-report.ts'
import { distanceChart } from './distance-chart.ts'
import { distributionChart } from './distribution-chart.ts'
import { rangeOf, share } from './figures.ts'
import { pairHeatMaps } from './pair-heat-maps.ts'
import { riskChart } from './risk-chart.ts'

const sides: Markup = html`<ul class="legend"><li class="one"><span>real rows</span></li><li class="other"><span>synthetic rows</span></li></ul>`

/** All of one entity; `id` is where its sections are found. */
export function entitySections(
  entity: EntityFidelity,
  privacy: SyntheticPrivacy | undefined,
  { id, prefix }: { readonly id: string; readonly prefix: string },
): PageSection[] {
  const { columns, distributions, pairs, usefulness, excluded } = entity
  const section = (part: string, title: string, body: Markup): PageSection => ({
    id: `${id}-${part}`,
    title: `${prefix}${title}`,
    body,
  })
  const worst = distributions.toSorted((a, b) => scoreOf(a.column) - scoreOf(b.column))
  function scoreOf(name: string): number {
    return columns.find(({ column }) => column === name)?.score ?? 2
  }
  return [
    section('likeness', 'How alike', likeness(entity)),
    section(
      'columns',
      'Columns',
      html`${sides}<p class="faint">Those that are least alike come first. The score is 1 less the distance of both distributions: Kolmogorov’s and Smirnov’s of numbers and times, the total variation of categories.</p>
<div class="grid">${worst.map((one) =>
        distributionChart(
          one,
          columns.find(({ column }) => column === one.column),
        ),
      )}</div>
${excluded.length > 0 && html`<h3>Not compared</h3><ul>${excluded.map(({ column, note }) => html`<li>${column}: ${note}</li>`)}</ul>`}`,
    ),
    ...(pairs.length === 0 ? [] : [section('pairs', 'Pairs of columns', pairHeatMaps(pairs))]),
    ...(usefulness.length === 0
      ? []
      : [
          section(
            'usefulness',
            'Models that learn from it',
            dataTable({
              caption:
                'A model that learned from synthetic rows, and one that learned from real rows, are asked about other real rows',
              columns: [
                { name: 'What is predicted' },
                { name: 'Measure' },
                { name: 'Learned from synthetic rows', numeric: true },
                { name: 'Learned from real rows', numeric: true },
              ],
              rows: usefulness.map(({ target, metric, synthetic, real }) => [
                target,
                measures[metric],
                share(synthetic),
                share(real),
              ]),
            }),
          ),
        ]),
    ...(privacy === undefined ? [] : [section('privacy', 'How near to the real rows', nearness(privacy))]),
  ]
}

const measures = { auc: 'area under the curve', r2: 'R²', accuracy: 'share of right answers' } as const

function likeness({ comparable, calibrated, marginal, classifierAuc, structure, rows }: EntityFidelity): Markup {
  const figure = (label: string, estimate: Estimate | null, note: string): Tile => ({
    label,
    value: share(estimate?.value),
    note: estimate === null ? note : `${rangeOf(estimate)}. ${note}`,
  })
  return html`<p>${counted(rows.synthetic, 'synthetic row')} against ${counted(rows.real, 'real row')}${rows.holdout > 0 && `, and ${counted(rows.holdout, 'real row')} that nobody learned from`}.</p>
${tiles([
  figure('Calibrated', calibrated, '0 is a shuffle of the columns, 1 is other real rows'),
  figure('Columns alone', marginal, '1 is other real rows'),
  figure('Classifier', classifierAuc, '0.5 cannot tell real from synthetic, 1 always can'),
  { label: 'Overall, as SDMetrics', value: share(comparable.overall), note: 'the mean of the next two' },
  { label: 'Column shapes', value: share(comparable.shapes), note: 'the mean over the columns' },
  { label: 'Pair trends', value: share(comparable.trends), note: 'the mean over pairs that go together' },
  ...(structure < 1
    ? [{ label: 'Structure', value: share(structure), note: 'columns that both sides have, by name and type' }]
    : []),
])}`
}

function nearness(privacy: SyntheticPrivacy): Markup {
  const { compared, control, identicalRows, nearerToTraining, rareCombinations, risks } = privacy
  const others = control === 'holdout' ? 'of the holdout' : 'of the real rows among themselves'
  return html`<p>All ${counted(compared.training, 'training row')} were searched for the row that is nearest to each of ${counted(compared.synthetic, 'synthetic row')}. What is usual, ${counted(compared.holdout, control === 'holdout' ? 'holdout row' : 'training row')} say.</p>
${tiles([
  {
    label: 'Identical rows',
    value: grouped(identicalRows.synthetic),
    note: `${grouped(identicalRows.holdout)} ${others}`,
  },
  nearerToTraining === null
    ? { label: 'Nearer to training rows', value: '–', note: 'needs a holdout' }
    : {
        label: 'Nearer to training rows',
        value: share(nearerToTraining.value),
        note: `${rangeOf(nearerToTraining)}. 0.5 is ideal: as near to rows that nobody learned from`,
      },
  {
    label: 'Rare combinations',
    value: grouped(rareCombinations.reproduced),
    note: `came back, of ${grouped(rareCombinations.of)} that one training row has alone; ${grouped(rareCombinations.expected)} are in other real rows`,
  },
])}
${distanceChart(privacy)}
${risks.length > 0 ? riskChart(risks) : html`<p class="faint">Attacks were not tried: they need a holdout, which are real rows that nobody learned from.</p>`}`
}
