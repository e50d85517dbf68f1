import type { MatchStyle } from './ast.ts'
import { convert } from './convert.ts'
import { patternSource, regExpOf } from './pattern.ts'
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
  const find = (source: string): RegExp | undefined => {
    const found = patternSource(style, source, scope.dialect, escapeText === undefined ? undefined : String(escapeText))
    return found && regExpOf(found)
  }
  if (wanted.constant) {
    const source = wanted.at(0)
    if (source === null) return constant(shapeOf('boolean'), null)
    const regExp = find(String(source))
    if (!regExp) return unsupported(scope, `${styleNames[style]} with the pattern ${JSON.stringify(source)}`)
    return strict(shapeOf('boolean'), [subject], (value) => regExp.test(String(value)))
  }
  let last: { source: string; regExp: RegExp } | undefined
  return strict(shapeOf('boolean'), [subject, wanted], (value, source) => {
    if (last?.source !== source) {
      last = { source: String(source), regExp: find(String(source)) ?? fault('a pattern is not understood') }
    }
    return last.regExp.test(String(value))
  })
}
