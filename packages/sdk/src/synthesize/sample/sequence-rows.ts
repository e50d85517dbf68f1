import { type Allocation, allocate } from '../../generate/allocation.ts'
import { aliasTable } from '../../random/alias.ts'
import { type Rows, type Stream, substream, word } from '../../random/stream.ts'
import type { Histogram, SequencePattern } from '../data-patterns.ts'
import { dealtParents, type Parents } from './children.ts'

/** Rows that follow each other, and what the place of a row in its sequence says of it, whatever else is drawn. */
export interface SequenceRows {
  readonly parents: Parents
  readonly allocation: Allocation
  /** Time of each row, and its state by index. */
  at(rows: Rows): { readonly times: Float64Array; readonly states: Int32Array }
}

export interface SequenceWish {
  readonly stream: Stream
  /** Sequences, of which some may have no row. */
  readonly count: number
  readonly emptyShare: number
  /** All states, in the order of their levels. */
  readonly states: readonly string[]
}

/**
 * A sequence is a walk whose every step is a draw of the sequence's own word and the number of the step alone: how long it
 * is can be said without its rows, and a row without those of others. Rows in order go on where the last one stood.
 */
export function sequenceRows(
  pattern: SequencePattern,
  { stream, count, emptyShare, states: names }: SequenceWish,
): SequenceRows {
  const walk = walker(pattern, names, substream(stream, 'step'))
  const allocation = allocate(stream, count, walk.longest, (luck) =>
    luck < emptyShare * 4294967296 ? 0 : walk.length(luck),
  )
  const parents = dealtParents(allocation)
  let known = { sequence: -1, ordinal: 0, ...walk.first(0) }
  return {
    parents,
    allocation,
    at(rows) {
      const { parents: sequences, ordinals } = parents.locate(rows)
      const times = new Float64Array(rows.length)
      const states = new Int32Array(rows.length)
      for (let i = 0; i < rows.length; i++) {
        // A row without a parent is a sequence of one.
        const alone = sequences[i]! < 0
        const sequence = alone ? 2 ** 40 + rows.numbers[i]! : sequences[i]!
        const ordinal = alone ? 0 : ordinals[i]!
        const luck = word(stream, sequence)
        if (known.sequence !== sequence || known.ordinal > ordinal)
          known = { sequence, ordinal: 0, ...walk.first(luck) }
        for (; known.ordinal < ordinal; known.ordinal++) {
          const { time, state } = known
          known = { ...known, time: time + walk.gap(luck, known.ordinal), state: walk.next(luck, known.ordinal, state) }
        }
        times[i] = known.time
        states[i] = known.state
      }
      return { times, states }
    },
  }
}

interface Walker {
  readonly longest: number
  length(luck: number): number
  first(luck: number): { time: number; state: number }
  next(luck: number, step: number, state: number): number
  gap(luck: number, step: number): number
}

function walker(pattern: SequencePattern, names: readonly string[], stream: Stream): Walker {
  const unit = (luck: number, draw: number): number => word(stream, luck, draw) / 4294967296
  const draws = (counts: Readonly<Record<string, number>> = {}): ((share: number) => number) | undefined => {
    const weights = names.map((name) => counts[name] ?? 0)
    return weights.some((weight) => weight > 0) ? aliasTable(weights) : undefined
  }
  const start = draws(pattern.start) ?? (() => 0)
  const onward = names.map((name) => draws(pattern.transitions[name]))
  const ends = names.map((name, i) => {
    const left = Object.values(pattern.transitions[name] ?? {}).reduce((sum, weight) => sum + weight, 0)
    const ended = pattern.end[name] ?? 0
    return onward[i] === undefined || left + ended === 0 ? 1 : ended / (left + ended)
  })
  const first = valueIn(pattern.first)
  const gap = valueIn(pattern.gap)
  const longest = Math.max(1, ...pattern.length.cells.map(([, high]) => Math.round(high)))
  const next = (luck: number, step: number, state: number): number => onward[state]?.(unit(luck, 4 * step + 4)) ?? state
  return {
    longest,
    next,
    length(luck) {
      let state = start(unit(luck, 2))
      let step = 0
      while (step + 1 < longest && unit(luck, 4 * step + 3) >= ends[state]!) {
        state = next(luck, step, state)
        step++
      }
      return step + 1
    },
    first: (luck) => ({ time: first(unit(luck, 0), unit(luck, 1)), state: start(unit(luck, 2)) }),
    gap: (luck, step) => gap(unit(luck, 4 * step + 5), unit(luck, 4 * step + 6)),
  }
}

function valueIn({ cells, step }: Histogram): (cell: number, place: number) => number {
  const choose = aliasTable(cells.map(([, , weight]) => weight))
  return (cell, place) => {
    const [low, high] = cells[choose(cell)]!
    if (step === undefined) return low + place * (high - low)
    return low + step * Math.floor(place * (Math.round((high - low) / step) + 1))
  }
}
