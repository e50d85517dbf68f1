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

const MOST_POSITIONS = 5000
const MOST_STATES = 5000

/** Every character of the expanded pattern is a position: what it may be, and which may follow it. */
interface Positions {
  readonly sets: (readonly string[])[]
  readonly follow: Set<number>[]
}

interface Piece {
  readonly nullable: boolean
  readonly first: readonly number[]
  readonly last: readonly number[]
}

const empty: Piece = { nullable: true, first: [], last: [] }

export function automatonOf(source: string, fold: (char: string) => string = (char) => char): Automaton {
  const positions: Positions = { sets: [], follow: [] }
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
    case 'repeat': {
      let result = empty
      for (let i = 0; i < node.max; i++) {
        const piece = place(node.item, positions, fold)
        result = joined(result, i < node.min ? piece : { ...piece, nullable: true }, positions)
      }
      return result
    }
  }
}

function joined(a: Piece, b: Piece, { follow }: Positions): Piece {
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
      if (number >= MOST_STATES)
        throw optionsError('pattern: it is too intricate', 'Use fewer alternatives that begin alike.')
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
    const byChar = new Map<string, number[]>()
    for (const position of open[at]!) {
      for (const char of sets[position]!) {
        const list = byChar.get(char)
        if (list) list.push(position)
        else byChar.set(char, [position])
      }
    }
    const byTarget = new Map<number, string[]>()
    for (const char of [...byChar.keys()].sort()) {
      const taken = byChar.get(char)!
      const next = [...new Set(taken.flatMap((position) => [...follow[position]!]))].sort((a, b) => a - b)
      const target = numberOf(
        next,
        taken.some((position) => accepting.has(position)),
      )
      const chars = byTarget.get(target)
      if (chars) chars.push(char)
      else byTarget.set(target, [char])
    }
    states[at]!.edges = [...byTarget].map(([to, chars]) => ({ chars, to }))
  }
  return { states, longest: longestPath(states) }
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
