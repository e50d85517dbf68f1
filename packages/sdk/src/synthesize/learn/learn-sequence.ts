import type { SequencePattern } from '../data-patterns.ts'
import { learnHistogram } from './learn-histogram.ts'
import { rowKeys } from './row-keys.ts'
import type { NumericColumn, SampleTable, WordColumn } from './sample-table.ts'

export interface SequenceWish {
  readonly rareBelow: number
  /** Columns that refer to the parent by which rows stand together: its rows may be a sequence. */
  readonly references: ReadonlySet<string>
  /** Columns of categories: values that are kept, by name. */
  readonly states: ReadonlyMap<string, ReadonlySet<string>>
}

/** A state has to say this share of what is unknown of the next one, or rows follow each other by chance. */
const telling = 0.1
const mostStates = 40

/** Rows that follow each other in time, of each value of a key; the states that say the most of what comes next. */
export function learnSequence(table: SampleTable, wish: SequenceWish): SequencePattern | undefined {
  const times = table.columns.filter(
    (column): column is NumericColumn => column.kind === 'time' && column.type !== 'time' && isComplete(column),
  )
  const states = table.columns.filter(
    (column): column is WordColumn =>
      column.kind === 'word' && (wish.states.get(column.name)?.size ?? Number.POSITIVE_INFINITY) <= mostStates,
  )
  let best: { pattern: SequencePattern; said: number } | undefined
  for (const key of keysOf(table, wish)) {
    const groups = groupsOf(table, key)
    if (!groups) continue
    for (const time of times) {
      const ordered = groups.map((rows) =>
        Int32Array.from(rows).sort((a, b) => time.values[a]! - time.values[b]! || a - b),
      )
      for (const state of states) {
        const found = chainOf(state, ordered, wish.states.get(state.name)!, wish.rareBelow)
        if (!found || found.said < telling || (best && found.said <= best.said)) continue
        const pattern = patternOf(key, time, state, ordered, found, wish.rareBelow)
        if (pattern) best = { pattern, said: found.said }
      }
    }
  }
  return best?.pattern
}

function isComplete({ values }: NumericColumn): boolean {
  return values.every((value) => !Number.isNaN(value))
}

function keysOf(table: SampleTable, { references }: SequenceWish): string[] {
  const named = table.columns.filter(({ name }) =>
    references.size > 0 ? references.has(name) : /(^|_)(id|key|no|nr)$|[a-z](Id|Key|No)$/.test(name),
  )
  return named.map(({ name }) => name)
}

/** Rows by key; undefined where keys have hardly more than one row, or there are few of them. */
function groupsOf(table: SampleTable, key: string): number[][] | undefined {
  const read = rowKeys(table, [key])
  if (!read) return undefined
  const groups = new Map<string, number[]>()
  for (let row = 0; row < table.rows; row++) {
    const value = read(row)
    if (value === undefined) continue
    const rows = groups.get(value)
    if (rows) rows.push(row)
    else groups.set(value, [row])
  }
  const all = [...groups.values()]
  return all.length >= 20 && table.rows >= all.length * 1.5 && all.length >= table.rows / 200 ? all : undefined
}

interface Chain {
  readonly start: Map<string, number>
  readonly transitions: Map<string, Map<string, number>>
  readonly end: Map<string, number>
  /** Share of the uncertainty of the next state that this one takes away. */
  readonly said: number
}

function chainOf(
  state: WordColumn,
  ordered: readonly Int32Array[],
  kept: ReadonlySet<string>,
  rareBelow: number,
): Chain | undefined {
  const start = new Map<string, number>()
  const transitions = new Map<string, Map<string, number>>()
  const end = new Map<string, number>()
  const add = (counts: Map<string, number>, word: string): void => {
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  let known = 0
  for (const rows of ordered) {
    let before: string | undefined
    for (const row of rows) {
      const word = state.words[state.codes[row]!]
      if (word === undefined || !kept.has(word)) {
        before = undefined
        continue
      }
      if (row === rows[0]) add(start, word)
      if (before !== undefined) {
        const next = transitions.get(before) ?? new Map<string, number>()
        transitions.set(before, next)
        add(next, word)
        known++
      }
      before = word
    }
    if (before !== undefined) add(end, before)
  }
  if (known < 20 * rareBelow || start.size === 0) return undefined
  const after = new Map<string, number>()
  for (const next of transitions.values())
    for (const [word, count] of next) after.set(word, (after.get(word) ?? 0) + count)
  const unknown = entropy(after)
  let left = 0
  for (const next of transitions.values()) {
    const total = [...next.values()].reduce((a, b) => a + b, 0)
    left += (total / known) * entropy(next)
  }
  // What is shared by fewer is not learned; a start that nobody has is worse than one of few.
  for (const next of transitions.values()) for (const [word, count] of next) if (count < rareBelow) next.delete(word)
  for (const [word, count] of start) if (count < rareBelow && start.size > 1) start.delete(word)
  for (const [word, count] of end) if (count < rareBelow) end.delete(word)
  return { start, transitions, end, said: unknown > 0 ? 1 - left / unknown : 0 }
}

function entropy(counts: ReadonlyMap<string, number>): number {
  const total = [...counts.values()].reduce((a, b) => a + b, 0)
  let sum = 0
  for (const count of counts.values()) sum -= (count / total) * Math.log(count / total)
  return sum
}

function patternOf(
  key: string,
  time: NumericColumn,
  state: WordColumn,
  ordered: readonly Int32Array[],
  { start, transitions, end }: Chain,
  rareBelow: number,
): SequencePattern | undefined {
  const gaps = ordered.flatMap((rows) =>
    Array.from(rows.subarray(1), (row, i) => time.values[row]! - time.values[rows[i]!]!),
  )
  const grid = { decimals: 0, step: 1 }
  const length = learnHistogram(
    Float64Array.from(ordered, (rows) => rows.length),
    { rareBelow, mostCells: 64, grid },
  )
  const first = learnHistogram(
    Float64Array.from(ordered, ([row]) => time.values[row!]!),
    { rareBelow },
  )
  const gap = learnHistogram(Float64Array.from(gaps), { rareBelow, mostCells: 128 })
  if (!length || !first || !gap) return undefined
  return {
    key: [key],
    order: time.name,
    state: state.name,
    start: Object.fromEntries(start),
    transitions: Object.fromEntries([...transitions].map(([from, next]) => [from, Object.fromEntries(next)])),
    end: Object.fromEntries(end),
    length: flat(length.histogram),
    first: flat(first.histogram),
    gap: flat(gap.histogram),
  }
}

const flat = <Made extends { levels?: unknown }>({ levels: _, ...histogram }: Made): Omit<Made, 'levels'> => histogram
