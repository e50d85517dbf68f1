import { optionsError } from '../define-kind.ts'
import { type PatternNode, parsePattern } from './pattern-parse.ts'

/** A finite automaton without two ways for one text: counting its ways counts its texts. */
export interface Automaton {
  readonly states: readonly State[]
  readonly longest: number
}

interface State {
  readonly accepts: boolean
  readonly edges: readonly Edge[]
}

interface Edge {
  readonly chars: readonly string[]
  readonly to: number
}

/** Beyond these a pattern takes seconds instead of milliseconds to prepare. */
const MOST_POSITIONS = 2000
const MOST_STEPS = 200_000
const MOST_STATES = 2000

/** Every character of the expanded pattern is a position: what it may be, and which may follow it. */
interface Positions {
  readonly sets: (readonly string[])[]
  readonly follow: Set<number>[]
  /** How many pairs have been joined. */
  steps: number
}

interface Piece {
  readonly nullable: boolean
  readonly first: readonly number[]
  readonly last: readonly number[]
}

const empty: Piece = { nullable: true, first: [], last: [] }

export function automatonOf(source: string, fold: (char: string) => string = (char) => char): Automaton {
  const positions: Positions = { sets: [], follow: [], steps: 0 }
  const whole = place(parsePattern(source), positions, fold)
  return determined(whole, positions)
}

function place(node: PatternNode, positions: Positions, fold: (char: string) => string): Piece {
  switch (node.type) {
    case 'set': {
      const index = positions.sets.length
      if (index >= MOST_POSITIONS) throw optionsError(`pattern: it is longer than ${MOST_POSITIONS} characters`)
      positions.sets.push([...new Set(node.chars.map(fold))])
      positions.follow.push(new Set())
      return { nullable: false, first: [index], last: [index] }
    }
    case 'sequence':
      return node.items.reduce((before, item) => joined(before, place(item, positions, fold), positions), empty)
    case 'choice': {
      const pieces = node.items.map((item) => place(item, positions, fold))
      return {
        nullable: pieces.some(({ nullable }) => nullable),
        first: pieces.flatMap(({ first }) => first),
        last: pieces.flatMap(({ last }) => last),
      }
    }
    case 'repeat':
      return repeated(node, positions, fold)
  }
}

/**
 * Each copy follows the one before it and may be the last from the least number on: x{1,3} is x(x(x)?)?, where no text
 * comes about in two ways. Copies of what may be empty are all optional.
 */
function repeated(
  { item, min, max }: Extract<PatternNode, { type: 'repeat' }>,
  positions: Positions,
  fold: (char: string) => string,
): Piece {
  let first: readonly number[] = []
  const last: number[] = []
  let nullable = min === 0 || max === 0
  let before: Piece | undefined
  for (let i = 0; i < max; i++) {
    const copy = place(item, positions, fold)
    if (before) joined({ ...before, nullable: false }, copy, positions)
    else first = copy.first
    if (copy.nullable) nullable = true
    if (copy.nullable || i >= min - 1) last.push(...copy.last)
    before = copy
  }
  return { nullable, first, last }
}

function joined(a: Piece, b: Piece, positions: Positions): Piece {
  positions.steps += a.last.length * b.first.length + a.first.length + b.last.length
  if (positions.steps > MOST_STEPS) throw tooIntricate()
  const { follow } = positions
  for (const from of a.last) for (const to of b.first) follow[from]!.add(to)
  return {
    nullable: a.nullable && b.nullable,
    first: a.nullable ? [...a.first, ...b.first] : a.first,
    last: b.nullable ? [...a.last, ...b.last] : b.last,
  }
}

/** Sets of positions become states; characters that lead to the same set share an edge. */
function determined({ nullable, first, last }: Piece, { sets, follow }: Positions): Automaton {
  const accepting = new Set(last)
  const numbers = new Map<string, number>()
  const states: { accepts: boolean; edges: Edge[] }[] = []
  const open: (readonly number[])[] = []
  const numberOf = (positions: readonly number[], accepts: boolean): number => {
    const key = `${accepts} ${positions.join(' ')}`
    let number = numbers.get(key)
    if (number === undefined) {
      number = states.length
      if (number >= MOST_STATES) throw tooIntricate()
      numbers.set(key, number)
      states.push({ accepts, edges: [] })
      open.push(positions)
    }
    return number
  }
  // What a state holds is what may come next.
  numberOf(
    [...new Set(first)].sort((a, b) => a - b),
    nullable,
  )
  for (let at = 0; at < open.length; at++) {
    // Characters that the same positions take go the same way.
    const byChar = new Map<string, number[]>()
    for (const position of open[at]!) {
      for (const char of sets[position]!) {
        const list = byChar.get(char)
        if (list) list.push(position)
        else byChar.set(char, [position])
      }
    }
    const byTaken = new Map<string, { taken: readonly number[]; chars: string[] }>()
    for (const char of [...byChar.keys()].sort()) {
      const taken = byChar.get(char)!
      const key = taken.join(' ')
      const group = byTaken.get(key)
      if (group) group.chars.push(char)
      else byTaken.set(key, { taken, chars: [char] })
    }
    const byTarget = new Map<number, string[]>()
    for (const { taken, chars } of byTaken.values()) {
      const next = [...new Set(taken.flatMap((position) => [...follow[position]!]))].sort((a, b) => a - b)
      const accepts = taken.some((position) => accepting.has(position))
      const target = numberOf(next, accepts)
      byTarget.set(target, [...(byTarget.get(target) ?? []), ...chars].sort())
    }
    states[at]!.edges = [...byTarget].map(([to, chars]) => ({ chars, to }))
  }
  return { states, longest: longestPath(states) }
}

function tooIntricate() {
  return optionsError(
    'pattern: it is too intricate',
    'Use fewer repeats inside of each other, and alternatives that begin apart.',
  )
}

/** Repeats are bounded, so there are no circles. */
function longestPath(states: readonly State[]): number {
  const known = new Map<number, number>()
  const from = (number: number): number => {
    let length = known.get(number)
    if (length === undefined) {
      length = states[number]!.edges.reduce((most, { to }) => Math.max(most, 1 + from(to)), 0)
      known.set(number, length)
    }
    return length
  }
  return from(0)
}
