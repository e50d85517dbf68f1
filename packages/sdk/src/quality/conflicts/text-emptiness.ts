import { UnderstudyError } from '../../errors.ts'
import type { Domain, TextPattern } from '../../model/expression/domain.ts'
import { type Automaton, automatonOf } from '../../values/choice/pattern-automaton.ts'

/** Pairs of states that are looked at before it is left undecided. */
const mostPairs = 200_000

/**
 * Whether a text can meet all patterns and lengths at once. Only patterns of a bounded form are decided: from ^ to $, of
 * literals, classes that are not negated and counted repeats; where others are, the answer is yes.
 */
export function hasText({ patterns, minLength, maxLength, allowed }: Domain): boolean {
  if (allowed !== undefined) return true
  const automata = patterns.flatMap((pattern) => boundedAutomaton(pattern) ?? [])
  const [first] = automata
  return first === undefined || isMet(automata, minLength, maxLength)
}

/** Undefined where it is not of a bounded form. */
function boundedAutomaton(pattern: Pick<TextPattern, 'source' | 'negated' | 'ignoreCase'>): Automaton | undefined {
  const { source, negated, ignoreCase } = pattern
  if (negated || ignoreCase || !/^\^[\s\S]*\$$/.test(source)) return undefined
  // Of an alternative without a group around it, ^ and $ hold on one side alone.
  const inside = source.slice(1, -1)
  const alone = /^\(\?:[^()]*\)$/.test(inside) ? inside : inside.includes('|') ? undefined : inside
  if (alone === undefined || /[*+.]|\[\^|\\[^dw.^$|()[\]{}*+?/\\-]|\{\d+,\}/.test(alone.replace(/\\[.*+]/g, 'x')))
    return undefined
  try {
    return automatonOf(alone)
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError)) throw thrown
    return undefined
  }
}

/** A text that all automata accept, of a length within: found by walking all of them at once, length by length. */
function isMet(automata: readonly Automaton[], minLength: number, maxLength: number): boolean {
  const start = automata.map(() => 0)
  let level: ReadonlyMap<string, readonly number[]> = new Map([[start.join(' '), start]])
  const longest = Math.min(maxLength, ...automata.map((one) => one.longest))
  let looked = 0
  for (let length = 0; length <= longest; length++) {
    const next = new Map<string, readonly number[]>()
    for (const states of level.values()) {
      if (length >= minLength && automata.every((one, at) => one.states[states[at]!]!.accepts)) return true
      if (++looked > mostPairs) return true
      for (const target of successors(automata, states)) next.set(target.join(' '), target)
    }
    level = next
  }
  return false
}

/** Where one more character leads, for each character that every automaton takes. */
function successors(automata: readonly Automaton[], states: readonly number[]): readonly (readonly number[])[] {
  const [first, ...others] = automata.map((one, at) => one.states[states[at]!]!.edges)
  let ways = (first ?? []).map(({ chars, to }) => ({ chars: new Set(chars), targets: [to] }))
  for (const edges of others) {
    ways = ways.flatMap(({ chars, targets }) =>
      edges.flatMap((edge) => {
        const common = new Set(edge.chars.filter((char) => chars.has(char)))
        return common.size === 0 ? [] : [{ chars: common, targets: [...targets, edge.to] }]
      }),
    )
  }
  return ways.map(({ targets }) => targets)
}
