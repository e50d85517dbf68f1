import { optionsError } from '../define-kind.ts'
import { type Automaton, automatonOf } from './pattern-automaton.ts'

export interface Lengths {
  readonly minLength: number
  readonly maxLength: number
}

/** All texts that a pattern describes, of some lengths, numbered from 0: shorter ones first. */
export interface Language {
  readonly size: bigint
  readonly longest: number
  at(index: bigint): string
  /** Any length that there is, as often as any other; then any text of that length. */
  draw(unit: () => number): string
}

const MOST_CELLS = 300_000

export function compilePattern(source: string, lengths: Lengths): Language {
  return languageOf(automatonOf(source), lengths)
}

function languageOf({ states, longest }: Automaton, { minLength, maxLength }: Lengths): Language {
  const most = Math.min(longest, maxLength)
  if (states.length * (most + 1) > MOST_CELLS) throw optionsError('pattern: it is too intricate')
  /** ways[length][state]: texts of that length from that state on. */
  const ways: bigint[][] = [states.map(({ accepts }) => (accepts ? 1n : 0n))]
  for (let length = 1; length <= most; length++) {
    const shorter = ways[length - 1]!
    ways.push(
      states.map(({ edges }) => edges.reduce((sum, { chars, to }) => sum + BigInt(chars.length) * shorter[to]!, 0n)),
    )
  }
  const usable = ways.map((_, length) => length).filter((length) => length >= minLength && ways[length]![0]! > 0n)
  if (usable.length === 0) {
    throw optionsError(
      `pattern: no text of ${minLength} to ${Number.isFinite(maxLength) ? maxLength : most} characters matches it`,
    )
  }
  const size = usable.reduce((sum, length) => sum + ways[length]![0]!, 0n)
  const walk = (length: number, index: bigint): string => {
    let text = ''
    let state = 0
    let rest = index
    for (let left = length - 1; left >= 0; left--) {
      const after = ways[left]!
      for (const { chars, to } of states[state]!.edges) {
        const each = after[to]!
        const all = each * BigInt(chars.length)
        if (rest < all) {
          const which = rest / each
          text += chars[Number(which)]
          rest -= which * each
          state = to
          break
        }
        rest -= all
      }
    }
    return text
  }
  /** Shares of the edges as fractions, for draws: big numbers would be slow and their last digits don't matter. */
  const shares = ways.map((row) => row.map(Number))
  return {
    size,
    longest: usable.at(-1)!,
    at(index) {
      let rest = index
      for (const length of usable) {
        const all = ways[length]![0]!
        if (rest < all) return walk(length, rest)
        rest -= all
      }
      throw new RangeError('index beyond the language')
    },
    draw(unit) {
      const length = usable[Math.floor(unit() * usable.length)]!
      let text = ''
      let state = 0
      for (let left = length - 1; left >= 0; left--) {
        const after = shares[left]!
        const { edges } = states[state]!
        let at = unit() * edges.reduce((sum, { chars, to }) => sum + chars.length * after[to]!, 0)
        const last = edges.findLast(({ to }) => after[to]! > 0)!
        for (const edge of edges) {
          const all = edge.chars.length * after[edge.to]!
          if (at < all || edge === last) {
            text += edge.chars[Math.min(edge.chars.length - 1, Math.floor(at / after[edge.to]!))]
            state = edge.to
            break
          }
          at -= all
        }
      }
      return text
    },
  }
}

/**
 * The texts of a pattern of which no two differ by letter case alone: those of the pattern in lower case, each written in
 * a case that the pattern allows. `prefer` says of each place whether a capital is liked there.
 */
export interface CaselessLanguage {
  readonly size: bigint
  readonly longest: number
  at(index: bigint, prefer: (place: number) => boolean): string
}

export function caselessPattern(source: string, lengths: Lengths): CaselessLanguage {
  const exact = automatonOf(source)
  const whole = languageOf(exact, lengths)
  const signs = new Set(exact.states.flatMap(({ edges }) => edges.flatMap(({ chars }) => chars)))
  const hasBoth = [...signs].some((sign) => sign !== sign.toLowerCase() && signs.has(sign.toLowerCase()))
  if (!hasBoth) return { size: whole.size, longest: whole.longest, at: (index) => whole.at(index) }
  const folded = languageOf(
    automatonOf(source, (char) => char.toLowerCase()),
    lengths,
  )
  return {
    size: folded.size,
    longest: folded.longest,
    at: (index, prefer) => cased(exact, folded.at(index), prefer),
  }
}

/** A text that the automaton accepts and whose lower case is `lower`: there is one, for `lower` came out of its fold. */
function cased({ states }: Automaton, lower: string, prefer: (place: number) => boolean): string {
  const signs = [...lower]
  const dead = new Set<string>()
  const from = (place: number, state: number): string | undefined => {
    if (place === signs.length) return states[state]!.accepts ? '' : undefined
    const key = `${place} ${state}`
    if (dead.has(key)) return undefined
    const sign = signs[place]!
    const upper = sign.toUpperCase()
    const forms = upper !== sign && upper.toLowerCase() === sign ? [sign, upper] : [sign]
    for (const form of prefer(place) ? forms.reverse() : forms) {
      const edge = states[state]!.edges.find(({ chars }) => chars.includes(form))
      const rest = edge && from(place + 1, edge.to)
      if (rest !== undefined) return form + rest
    }
    dead.add(key)
    return undefined
  }
  const text = from(0, 0)
  if (text === undefined) throw new RangeError('a folded text without a form')
  return text
}
