import { PatternMatcher } from '../pattern/pattern-matcher.ts'
import { PatternRefused } from '../pattern/pattern-node.ts'
import type { MatchStyle } from './ast.ts'
import { convert } from './convert.ts'
import { type PatternSource, patternSource, regExpOf } from './pattern.ts'
import { constant, type Scope, strict, type Term, unsupported } from './term.ts'
import { fault, shapeOf } from './value.ts'

const styleNames: Readonly<Record<MatchStyle, string>> = {
  like: 'LIKE',
  ilike: 'ILIKE',
  similar: 'SIMILAR TO',
  regex: '~',
  iregex: '~*',
  glob: 'GLOB',
}

interface Matcher {
  matches(text: string): boolean
}

const matchers = new WeakMap<PatternSource, Matcher>()

/** In one walk over the text where the pattern allows that: then there is no text that it explodes on. */
function matcherOf(pattern: PatternSource): Matcher {
  const known = matchers.get(pattern)
  if (known) return known
  const made = linearMatcher(pattern) ?? { matches: (text: string) => regExpOf(pattern).test(text) }
  matchers.set(pattern, made)
  return made
}

/** Undefined where the pattern looks around or back. */
export function linearMatcher({ source, ignoreCase }: PatternSource): PatternMatcher | undefined {
  try {
    return new PatternMatcher(source, ignoreCase)
  } catch (thrown) {
    if (thrown instanceof PatternRefused) return undefined
    throw thrown
  }
}

export function compileMatch(
  style: MatchStyle,
  operand: Term,
  pattern: Term,
  escapedBy: Term | undefined,
  scope: Scope,
): Term {
  const text = shapeOf('text')
  const subject = convert(operand, text, scope)
  const wanted = convert(pattern, text, scope)
  const escapeWith = escapedBy && convert(escapedBy, text, scope)
  if (escapeWith && !escapeWith.constant) return unsupported(scope, 'ESCAPE that differs by row')
  const escapeText = escapeWith?.at(0) ?? undefined
  const find = (source: string): Matcher | undefined => {
    const found = patternSource(style, source, scope.dialect, escapeText === undefined ? undefined : String(escapeText))
    return found && matcherOf(found)
  }
  if (wanted.constant) {
    const source = wanted.at(0)
    if (source === null) return constant(shapeOf('boolean'), null)
    const matcher = find(String(source))
    if (!matcher) return unsupported(scope, `${styleNames[style]} with the pattern ${JSON.stringify(source)}`)
    return strict(shapeOf('boolean'), [subject], (value) => matcher.matches(String(value)))
  }
  let last: { source: string; matcher: Matcher } | undefined
  return strict(shapeOf('boolean'), [subject, wanted], (value, source) => {
    if (last?.source !== source) {
      last = { source: String(source), matcher: find(String(source)) ?? fault('a pattern is not understood') }
    }
    return last.matcher.matches(String(value))
  })
}
