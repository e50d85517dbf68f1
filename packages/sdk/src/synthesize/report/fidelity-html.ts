import { counted, grouped } from '../../model/counted.ts'
import { metricNames, type QualityMetrics } from '../../quality/quality-metrics.ts'
import { dataTable } from '../../quality/report/html/data-table.ts'
import { html, type Markup } from '../../quality/report/html/markup.ts'
import { type PageSection, page } from '../../quality/report/html/page.ts'
import { type Tile, tiles } from '../../quality/report/html/tiles.ts'
import { type FidelityReport, type FloorResult, isCeiling, type RelationshipFidelity } from '../fidelity-report.ts'
import { alarmPart } from './alarm-part.ts'
import { entitySections } from './entity-sections.ts'
import { share } from './figures.ts'

/**
 * The report as one file of HTML that loads nothing and runs nothing. Each chart is a table too. It shows no value that
 * few real rows share, and names rows by their number alone.
 */
export function fidelityHtml(report: FidelityReport): string {
  const { real, synthetic, holdout, entities, privacy, relationships, quality, alarms, floors, notes, at, seed } =
    report
  const many = entities.length > 1
  return page({
    title: `${synthetic} against ${real}`,
    verdict: { good: report.passed, text: verdictOf(report) },
    about: html`${holdout === null ? 'Without a holdout' : html`With ${holdout} held out`}, measured <time datetime="${at}">${at}</time>, seed ${seed}.`,
    sections: [
      ...part(alarms.length > 0, 'alarms', 'Leak alarm', () => html`${alarms.map(alarmPart)}`),
      ...part(floors.length > 0, 'floors', 'Floors', () => floorTable(floors)),
      ...entities.flatMap((entity, i) =>
        entitySections(
          entity,
          privacy.find((one) => one.entity === entity.entity),
          { id: `entity-${i + 1}`, prefix: many ? `${entity.entity}: ` : '' },
        ),
      ),
      ...part(relationships.length > 0, 'relationships', 'Relationships', () => relationshipTable(relationships)),
      { id: 'quality', title: 'Quality of the synthetic rows', body: qualityTiles(quality) },
      ...part(
        notes.length > 0,
        'notes',
        'What was not measured',
        () => html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`,
      ),
    ],
  })
}

function part(has: boolean, id: string, title: string, body: () => Markup): PageSection[] {
  return has ? [{ id, title, body: body() }] : []
}

function verdictOf({ privacy, alarms, floors, passed }: FidelityReport): string {
  const held = floors.filter((floor) => floor.held).length
  const none = privacy.length === 0 ? 'too few rows to tell a leak' : 'no leak alarm'
  return [
    passed ? 'Passed' : 'Failed',
    alarms.length === 0 ? none : counted(alarms.length, 'leak alarm'),
    ...(floors.length === 0 ? [] : [`${held} of ${counted(floors.length, 'floor')} held`]),
  ].join(', ')
}

function floorTable(floors: readonly FloorResult[]): Markup {
  return dataTable({
    caption: 'What was asked for',
    columns: [
      { name: 'Entity' },
      { name: 'Figure' },
      { name: 'Asked', numeric: true },
      { name: 'Found', numeric: true },
      { name: '' },
    ],
    rows: floors.map(({ entity, figure, floor, value, held }) => [
      entity,
      figure,
      `${isCeiling(figure) ? 'at most' : 'at least'} ${floor}`,
      share(value),
      held ? html`<span class="good-text">✓ held</span>` : html`<span class="bad-text">✕ not held</span>`,
    ]),
  })
}

function relationshipTable(relationships: readonly RelationshipFidelity[]): Markup {
  return dataTable({
    caption: 'Children and their parents: 1 is best',
    columns: [
      { name: 'Child → parent' },
      { name: 'Keys that have a parent', numeric: true },
      { name: 'Children per parent, alike', numeric: true },
      { name: 'Within the real bounds', numeric: true },
      { name: 'Pair trends', numeric: true },
      { name: 'Note' },
    ],
    rows: relationships.map(
      ({ parent, child, referentialIntegrity, cardinalityShape, cardinalityBoundary, trends, note }) => [
        `${child} → ${parent}`,
        share(referentialIntegrity),
        share(cardinalityShape),
        share(cardinalityBoundary),
        share(trends),
        note,
      ],
    ),
  })
}

const titles = {
  completeness: 'Completeness',
  consistency: 'Consistency',
  accuracy: 'Accuracy',
  validity: 'Validity',
  uniqueness: 'Uniqueness',
  businessRuleCompliance: 'Business rules',
} as const

function qualityTiles(quality: QualityMetrics): Markup {
  return html`${tiles(
    metricNames.map((name): Tile => {
      const { value, n, interval } = quality[name]
      const [one, more] = name === 'accuracy' ? ['entity', 'entities'] : ['rule', 'rules']
      return {
        label: titles[name],
        value: value === null ? '–' : share(value),
        note:
          value === null
            ? 'not measured'
            : `of ${grouped(n)} ${n === 1 ? one : more}${interval === null ? '' : `, ${share(interval[0])} to ${share(interval[1])}`}`,
      }
    }),
  )}
<p class="faint">Accuracy is the mean of the overall scores above. The others are measured where rules are given.</p>`
}
