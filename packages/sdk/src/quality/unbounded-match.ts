import type { Expression } from '../model/expression/ast.ts'
import { linearMatcher } from '../model/expression/match.ts'
import { patternSource } from '../model/expression/pattern.ts'
import { walk } from '../model/expression/walk.ts'

/** Why matching could take longer than the text is long: said of the expression; undefined where it cannot. */
export function unboundedMatch(expression: Expression): string | undefined {
  for (const part of walk(expression)) {
    if (part.type !== 'match' || part.style === 'like' || part.style === 'ilike' || part.style === 'glob') continue
    const { pattern } = part
    if (pattern.type !== 'literal' || pattern.kind !== 'text') return 'matches a pattern that is not written out'
    const source = patternSource(part.style, pattern.text, 'postgres')
    // One that is not understood at all is found when it is evaluated.
    if (source !== undefined && linearMatcher(source) === undefined) {
      return 'matches a pattern that looks around or back, or is too long, which takes unbounded time'
    }
  }
  return undefined
}
