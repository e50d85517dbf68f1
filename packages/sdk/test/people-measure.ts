import type { DetectedColumn } from '../src/anonymize/detect/detect-table.ts'
import { labelOf, type PersonalClass } from '../src/anonymize/detect/personal-class.ts'

/** How well one class was told, over many columns that hold it and many that do not. */
export interface ClassMeasure {
  /** Columns that hold it. */
  readonly cases: number
  /** Of them, those that were found to. */
  readonly found: number
  /** Columns that hold another thing, or nothing personal, and were taken for it. */
  readonly wrong: number
}

/** From here on a finding decides by itself. */
const surely = 0.7

export function addMeasure(
  measures: Map<string, ClassMeasure>,
  columns: readonly DetectedColumn[],
  truth: readonly (PersonalClass | undefined)[],
): void {
  const add = (name: string, change: ClassMeasure): void => {
    const { cases, found, wrong } = measures.get(name) ?? { cases: 0, found: 0, wrong: 0 }
    measures.set(name, { cases: cases + change.cases, found: found + change.found, wrong: wrong + change.wrong })
  }
  columns.forEach((column, at) => {
    const top = column.findings[0]
    const told = top !== undefined && top.confidence >= surely ? top.class : undefined
    const true_ = truth[at]
    if (true_ !== undefined) add(true_, { cases: 1, found: told === true_ ? 1 : 0, wrong: 0 })
    if (told !== undefined && told !== true_) add(told, { cases: 0, found: 0, wrong: 1 })
  })
}

export function total(measures: ReadonlyMap<string, ClassMeasure>): {
  readonly recall: number
  readonly precision: number
} {
  const sum = { cases: 0, found: 0, wrong: 0 }
  for (const { cases, found, wrong } of measures.values()) {
    sum.cases += cases
    sum.found += found
    sum.wrong += wrong
  }
  return { recall: sum.found / sum.cases, precision: sum.found / (sum.found + sum.wrong) }
}

const percent = (share: number): string =>
  Number.isNaN(share) ? '–' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`

/** The table of the documentation. */
export function measureTable(modes: Readonly<Record<string, ReadonlyMap<string, ClassMeasure>>>): string {
  const names = [...new Set(Object.values(modes).flatMap((measures) => [...measures.keys()]))].sort()
  const cell = (measure: ClassMeasure | undefined): string =>
    measure === undefined
      ? '– | –'
      : `${percent(measure.found / measure.cases)} | ${percent(measure.found / (measure.found + measure.wrong))}`
  const heads = Object.keys(modes).map((mode) => `${mode}: recall | precision`)
  return [
    `| What | Columns | ${heads.join(' | ')} |`,
    `|---|--:|${'--:|'.repeat(heads.length * 2)}`,
    ...names.map((name) => {
      const [first] = Object.values(modes).map((measures) => measures.get(name))
      return `| ${labelOf(asClass(name))} | ${first?.cases ?? 0} | ${Object.values(modes)
        .map((measures) => cell(measures.get(name)))
        .join(' | ')} |`
    }),
    `| **all** | ${[...(Object.values(modes)[0]?.values() ?? [])].reduce((sum, { cases }) => sum + cases, 0)} | ${Object.values(
      modes,
    )
      .map((measures) => `**${percent(total(measures).recall)}** | **${percent(total(measures).precision)}**`)
      .join(' | ')} |`,
  ].join('\n')
}

/** A cast: the keys are what addMeasure has put in. */
function asClass(name: string): PersonalClass {
  return name as PersonalClass
}
