import type { Call, Expression } from './ast.ts'
import type { TokenReader } from './token-reader.ts'

type ReadExpression = () => Expression
type SpecialCall = (tokens: TokenReader, expression: ReadExpression) => Call

const call = (name: string, ...parameters: readonly (Expression | undefined)[]): Call => ({
  type: 'call',
  name,
  parameters: parameters.filter((parameter) => parameter !== undefined),
})

/** Functions whose parameters are told apart by words instead of commas; called with commas they are read as any other. */
const specialCalls: Readonly<Record<string, SpecialCall>> = {
  /** EXTRACT (unit FROM x) */
  extract(tokens, expression) {
    const unit = tokens.next()
    if (unit.kind !== 'word' && unit.kind !== 'text') tokens.fail('a unit of time is expected', unit.at)
    tokens.expectWord('from')
    return call('date_part', { type: 'literal', kind: 'text', text: unit.text.toLowerCase() }, expression())
  },
  /** POSITION (part IN whole) */
  position(tokens, expression) {
    const part = expression()
    if (tokens.takeSign(',')) return call('position', part, expression())
    tokens.expectWord('in')
    return call('strpos', expression(), part)
  },
  /** SUBSTRING (x FROM start FOR length) */
  substring(tokens, expression) {
    const whole = expression()
    const one: Expression = { type: 'literal', kind: 'number', text: '1' }
    if (tokens.takeWord('from')) return call('substring', whole, expression(), optional(tokens, 'for', expression))
    if (tokens.takeWord('for')) return call('substring', whole, one, expression())
    return call('substring', whole, ...further(tokens, expression))
  },
  /** TRIM ([LEADING | TRAILING | BOTH] [characters] FROM x) */
  trim(tokens, expression) {
    const side = tokens.word() ?? ''
    const name = side === 'leading' ? 'ltrim' : side === 'trailing' ? 'rtrim' : 'btrim'
    if (['leading', 'trailing', 'both'].includes(side)) tokens.next()
    if (tokens.takeWord('from')) return call(name, expression())
    const first = expression()
    if (tokens.takeWord('from')) return call(name, expression(), first)
    return call(name, first, ...further(tokens, expression))
  },
  /** OVERLAY (x PLACING y FROM start FOR length) */
  overlay(tokens, expression) {
    const whole = expression()
    if (!tokens.takeWord('placing')) return call('overlay', whole, ...further(tokens, expression))
    const part = expression()
    tokens.expectWord('from')
    return call('overlay', whole, part, expression(), optional(tokens, 'for', expression))
  },
}

export function specialCall(name: string): SpecialCall | undefined {
  return Object.hasOwn(specialCalls, name) ? specialCalls[name] : undefined
}

function optional(tokens: TokenReader, word: string, expression: ReadExpression): Expression | undefined {
  return tokens.takeWord(word) ? expression() : undefined
}

function further(tokens: TokenReader, expression: ReadExpression): Expression[] {
  const parameters: Expression[] = []
  while (tokens.takeSign(',')) parameters.push(expression())
  return parameters
}
