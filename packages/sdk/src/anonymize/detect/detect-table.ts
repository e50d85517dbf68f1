import type { MaskingTable } from '../masking-schema.ts'
import { usualForm } from '../transforms/time/date-form.ts'
import { type Copy, findCopies } from './copies.ts'
import { type ColumnClues, columnClues, findingsOf } from './detect-column.ts'
import type { Neighbour } from './neighbour-clues.ts'
import { weightOf } from './personal-class.ts'
import { yearOf } from './values/shape.ts'
import { isPublicWord } from './values/word-lists.ts'
import type { Weighed } from './weigh-clues.ts'

export interface DetectedColumn {
  readonly name: string
  readonly findings: readonly Weighed[]
  /** Columns whose values stand in this one. */
  readonly copies: readonly Copy[]
  /** Its name says that it is nobody's. */
  readonly harmless: boolean
  /** None of the rows that were looked at has a value. */
  readonly empty: boolean
  /** Values that were looked at as a whole, and how many of them are different ones; none where they have parts. */
  readonly values: number
  readonly distinct: number
  /** What all of them are, where they are texts that say no more than that. */
  readonly looks: 'count' | 'initial' | 'code' | 'number' | 'day' | undefined
  /** All of its values, where each is a word of a public list and they are few. */
  readonly words?: readonly string[] | undefined
  /** How they are written, where they are dates of a text that are not written as ISO 8601 has them. */
  readonly written?: string | undefined
}

export interface DetectedTable {
  readonly columns: readonly DetectedColumn[]
  /** Why its rows could not be read; they were where left out. */
  readonly unread?: string | undefined
}

const surely = 0.7

/** All columns of a table, row by row, since what stands beside a column says what it is. */
export function detectTable(
  table: MaskingTable,
  samples: ReadonlyMap<string, readonly (string | null)[]>,
): readonly DetectedColumn[] {
  const looked = table.columns.map((column) => {
    const all = samples.get(column.name) ?? []
    return {
      column,
      all,
      clues: columnClues({ table: table.name, column, samples: all.filter((text) => text !== null) }),
    }
  })
  let findings = new Map<string, readonly Weighed[]>()
  // Twice: what the first round makes sure of speaks for more in the second.
  for (let round = 0; round < 3; round++) {
    const neighbours: Neighbour[] = [...findings].flatMap(([name, [top]]) =>
      top === undefined || top.path !== undefined ? [] : [{ name, class: top.class, confidence: top.confidence }],
    )
    findings = new Map(
      looked.map(({ column, clues, all }) => {
        const others = neighbours.filter(({ name }) => name !== column.name)
        return [column.name, withAge(clues, all, others, samples)] as const
      }),
    )
  }
  const personal = [...findings]
    .filter(
      ([, [top]]) =>
        top !== undefined &&
        top.confidence >= surely &&
        top.path === undefined &&
        ['direct', 'secret'].includes(weightOf(top.class)),
    )
    .map(([name]) => name)
  const copies = findCopies(
    looked.map(({ column, all }) => ({
      name: column.name,
      values: all,
      tsvector: column.value.kind === 'scalar' && column.value.form === 'tsvector',
    })),
    personal,
  )
  return looked.map(({ column, all, clues }) => {
    const own = copies.filter((copy) => copy.column === column.name)
    return {
      name: column.name,
      findings: withCopies(findings.get(column.name) ?? [], own, findings),
      copies: own,
      harmless: clues.harmless,
      empty: all.every((text) => text === null),
      values: clues.texts.length,
      distinct: new Set(clues.texts).size,
      looks: looksOf(clues.texts),
      words: publicWords(clues.texts),
      written: column.value.kind === 'scalar' && column.value.form === 'text' ? usualForm(clues.texts) : undefined,
    }
  })
}

function looksOf(texts: readonly string[]): DetectedColumn['looks'] {
  if (texts.length < 3) return undefined
  if (
    texts.every((text) => /^\d{1,15}$/.test(text)) &&
    texts.every((text, at) => at === 0 || Number(text) > Number(texts[at - 1]))
  )
    return 'count'
  if (texts.every((text) => /^\p{L}\.?$/u.test(text))) return 'initial'
  if (texts.every((text) => /^-?\d{1,15}(\.\d+)?$/.test(text))) return 'number'
  if (texts.every((text) => yearOf(text) !== undefined)) return 'day'
  return texts.every((text) => /^[A-Za-z]{1,5}[-_]?\d{1,12}$/.test(text)) ? 'code' : undefined
}

/** Undefined where one of them might be of somebody. */
function publicWords(texts: readonly string[]): readonly string[] | undefined {
  const distinct = [...new Set(texts)]
  if (distinct.length === 0 || distinct.length > 20) return undefined
  return distinct.every((text) => isPublicWord(text)) ? distinct.toSorted() : undefined
}

/** Numbers that grow smaller, year by year, as years of birth grow greater, are ages. */
function withAge(
  clues: ColumnClues,
  own: readonly (string | null)[],
  neighbours: readonly Neighbour[],
  samples: ReadonlyMap<string, readonly (string | null)[]>,
): readonly Weighed[] {
  const findings = findingsOf(clues, neighbours)
  const born = neighbours.find((one) => one.class === 'birth-date' && one.confidence >= 0.6)
  if (born === undefined || !clues.values.some((clue) => clue.class === 'age')) return findings
  const sums = (samples.get(born.name) ?? []).flatMap((text, row) => {
    const [year, age] = [text === null ? undefined : yearOf(text), own[row]]
    return year === undefined || age === null || age === undefined ? [] : [year + Number(age)]
  })
  const middle = sums.toSorted((a, b) => a - b)[sums.length >> 1] ?? 0
  const agreeing = sums.filter((sum) => Math.abs(sum - middle) <= 1).length
  if (sums.length < 10 || agreeing < sums.length * 0.9) return findings
  const age: Weighed = {
    class: 'age',
    confidence: 0.95,
    evidence: [`it is the time since ${JSON.stringify(born.name)} in years`],
  }
  return [age, ...findings.filter(({ class: name }) => name !== 'age')]
}

/** What equals or holds a personal value is as personal. */
function withCopies(
  findings: readonly Weighed[],
  copies: readonly Copy[],
  all: ReadonlyMap<string, readonly Weighed[]>,
): readonly Weighed[] {
  let result = findings
  for (const copy of copies) {
    const source = all.get(copy.of)?.[0]
    if (source === undefined) continue
    const name = copy.kind === 'equal' ? source.class : copy.kind === 'words' ? 'search-text' : undefined
    const top = result[0]
    // Its own finding stays the first: an e-mail address that holds the family name is an e-mail address.
    const at = result.findIndex((one) => one.class === (name ?? top?.class) && one.path === undefined)
    const found = result[at]
    if (found !== undefined) {
      const surer = copy.kind === 'holds' ? found.confidence : Math.max(found.confidence, source.confidence)
      result = result.with(at, { ...found, confidence: surer, evidence: [...found.evidence, copy.evidence] })
    } else {
      const held: Weighed = { class: name ?? 'free-text', confidence: source.confidence, evidence: [copy.evidence] }
      result = [...result, held]
    }
  }
  return result.toSorted(
    (a, b) => Number(a.path !== undefined) - Number(b.path !== undefined) || b.confidence - a.confidence,
  )
}
