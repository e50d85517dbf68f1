import { counted, grouped } from '../../model/counted.ts'
import { dataTable } from '../../quality/report/html/data-table.ts'
import { html, type Markup } from '../../quality/report/html/markup.ts'
import type { LeakAlarm } from '../fidelity-report.ts'

const mostNamed = 50

/** Which synthetic rows are which real rows. Rows are counted from 1, as people do. */
export function alarmPart({ entity, kind, rows, count, expected, pValue }: LeakAlarm): Markup {
  const what = kind === 'identical' ? 'real rows, value for value' : 'next to one real row, and far from all others'
  const named = rows.slice(0, mostNamed)
  return html`<div class="alarm">
<h3>${entity}: ${counted(count, 'synthetic row')} ${count === 1 ? 'is' : 'are'} ${what}</h3>
<p>${expected < 10 ? expected.toFixed(1) : grouped(expected)} would be usual. That it is chance: ${pValue < 1e-12 ? 'less than 1 in 10¹²' : `p = ${pValue.toPrecision(2)}`}.</p>
${dataTable({
  caption:
    named.length < count
      ? `The first ${named.length} of ${grouped(count)}; the report as JSON names more`
      : 'The rows, by their numbers',
  columns: [
    { name: 'Synthetic row', numeric: true },
    { name: 'Real row', numeric: true },
    { name: 'Distance', numeric: true },
  ],
  rows: named.map(({ synthetic, real, distance }) => [
    grouped(synthetic + 1),
    grouped(real + 1),
    distance === 0 ? '0' : distance.toPrecision(3),
  ]),
})}
</div>`
}
