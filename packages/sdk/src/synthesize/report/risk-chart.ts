import { grouped } from '../../model/counted.ts'
import { dataTable } from '../../quality/report/html/data-table.ts'
import { html, type Markup } from '../../quality/report/html/markup.ts'
import type { PrivacyRisk } from '../fidelity-report.ts'
import { rangeOf, share } from './figures.ts'

const width = 560
const left = 120
const line = 30

/** What each attack gains from the training rows, with its interval, from 0 to 1. */
export function riskChart(risks: readonly PrivacyRisk[]): Markup {
  const x = (risk: number) => (left + risk * (width - left - 8)).toFixed(1)
  const end = risks.length * line
  return html`<figure class="wide">
<figcaption><b>Risk of three attacks</b>: what they gain on people whose rows were learned from, over people of the holdout</figcaption>
<svg viewBox="0 0 ${width} ${end + 18}" role="img" aria-label="Risks of the attacks, with their intervals">
${[0, 0.25, 0.5, 0.75, 1].map((tick) => html`<path class="rule" d="M${x(tick)} 0V${end}"/><text x="${x(tick)}" y="${end + 14}" text-anchor="middle">${tick}</text>`)}
${risks.map(({ attack, risk }, i) => {
  const y = i * line + line / 2
  const look = risk.interval[0] > 0 ? 'bad-text' : 'third'
  return html`<text x="${left - 8}" y="${y + 4}" text-anchor="end">${attack}</text>
<g class="${look}"><path stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-opacity=".45" d="M${x(risk.interval[0])} ${y}H${x(risk.interval[1])}"/><circle fill="currentColor" cx="${x(risk.value)}" cy="${y}" r="5"/></g>\n`
})}</svg>
${dataTable({
  caption: 'Rates of success, and the risk that is left when the control is taken off; 95 % intervals',
  columns: [
    { name: 'Attack' },
    { name: 'Risk', numeric: true },
    { name: 'Interval', numeric: true },
    { name: 'Attack', numeric: true },
    { name: 'Control', numeric: true },
    { name: 'Guessing', numeric: true },
    { name: 'n', numeric: true },
    { name: 'Note' },
  ],
  rows: risks.map(({ attack, risk, attackRate, controlRate, guessRate, attacks, note }) => [
    attack,
    share(risk.value),
    rangeOf(risk),
    share(attackRate),
    share(controlRate),
    share(guessRate),
    grouped(attacks),
    note ?? (risk.interval[0] > 0 ? 'the training rows give something away' : ''),
  ]),
})}
</figure>`
}
