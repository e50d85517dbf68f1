import type { Expression, Literal } from './ast.ts'
import type { NodeBuilder } from './node-builder.ts'
import { specialCall } from './special-calls.ts'
import type { TokenReader } from './token-reader.ts'
import { readTypeName } from './type-name.ts'
import { bareCalls, reservedWords } from './words.ts'

/** What stands between operators: literals, names, calls, CASE, CAST, ARRAY, and all in parentheses. */
export class PrimaryParser {
  private readonly nodes: NodeBuilder
  private readonly tokens: TokenReader
  /** Reads a whole expression; or, inside of a call, one that IN ends. */
  private readonly expression: (beforeIn?: boolean) => Expression

  constructor(nodes: NodeBuilder, expression: (beforeIn?: boolean) => Expression) {
    this.nodes = nodes
    this.tokens = nodes.tokens
    this.expression = expression
  }

  primary(): Expression {
    const { tokens } = this
    const token = tokens.peek()
    switch (token.kind) {
      case 'number':
        tokens.next()
        return this.nodes.made({ type: 'literal', kind: 'number', text: token.text })
      case 'bytes':
        tokens.next()
        return this.nodes.made({ type: 'literal', kind: 'bytes', text: token.text })
      case 'text':
        return this.nodes.made(this.text())
      case 'quoted':
        tokens.next()
        return this.named(token.text, true)
      case 'word':
        return this.word(token.text.toLowerCase(), token.text)
      case 'punctuation':
        if (tokens.takeSign('(')) return this.parenthesised()
        if (tokens.takeSign('[')) return this.bracketed()
        return tokens.fail(`"${token.text}" is not expected here`)
      case 'operator':
        return tokens.fail(`"${token.text}" is not expected here`)
      case 'end':
        return tokens.fail('the expression ends too early')
    }
  }

  private text(): Literal {
    let text = this.tokens.next().text
    while (this.tokens.peek().kind === 'text') text += this.tokens.next().text
    return { type: 'literal', kind: 'text', text }
  }

  private parenthesised(): Expression {
    this.nodes.refuseQuery()
    const elements = this.expressionsUntil(')')
    if (elements.length === 1) return elements[0]!
    return elements.length === 0 ? this.tokens.fail('an expression is expected') : this.nodes.call('row', elements)
  }

  /** SQLite's [name]. */
  private bracketed(): Expression {
    const { tokens } = this
    let name = ''
    while (!tokens.takeSign(']')) {
      const { kind, text } = tokens.next()
      if (kind === 'end') tokens.fail('"]" is expected')
      name += name && kind === 'word' ? ` ${text}` : text
    }
    return this.named(name, true)
  }

  private word(word: string, written: string): Expression {
    const { tokens } = this
    const at = tokens.peek().at
    switch (word) {
      case 'null':
        tokens.next()
        return this.nodes.made({ type: 'literal', kind: 'null' })
      case 'true':
      case 'false':
        if (tokens.isSign('(', 1) || tokens.isSign('.', 1)) break
        tokens.next()
        return this.nodes.made({ type: 'literal', kind: 'boolean', value: word === 'true' })
      case 'case':
        return this.case()
      case 'cast':
        return this.cast()
      case 'array':
        return this.array()
      case 'row':
        if (!tokens.isSign('(', 1)) break
        tokens.next()
        tokens.next()
        return this.nodes.call('row', this.expressionsUntil(')'))
    }
    if (bareCalls.has(word)) {
      tokens.next()
      if (tokens.takeSign('(')) this.expressionsUntil(')')
      return this.nodes.call(word, [])
    }
    if (word === 'select' || word === 'exists')
      tokens.fail('queries inside of expressions are not part of the language')
    if (reservedWords.has(word)) tokens.fail(`${word.toUpperCase()} is not expected here`, at)
    const typed = this.typedLiteral(word)
    if (typed) return typed
    tokens.next()
    return this.named(written, false)
  }

  /** date '2020-01-01', timestamp with time zone '…', interval '1' day */
  private typedLiteral(word: string): Expression | undefined {
    const { tokens } = this
    let ahead = 1
    if (word === 'double' && tokens.isWord('precision', 1)) ahead = 2
    else if (tokens.isWord('time', 2) && (tokens.isWord('with', 1) || tokens.isWord('without', 1))) ahead = 4
    if (tokens.peek(ahead).kind !== 'text' || (ahead === 1 && tokens.peek().kind !== 'word')) return undefined
    const target = readTypeName(tokens)
    const literal = this.text()
    const unit = target.name === 'interval' ? tokens.word() : undefined
    const bare = literal.kind === 'text' && /^[\s+-]*[\d.]+\s*$/.test(literal.text)
    if (!unit || !bare || !/^(?:year|month|day|hour|minute|second)$/.test(unit))
      return this.nodes.made({ type: 'cast', operand: this.nodes.made(literal), target })
    tokens.next()
    const operand = this.nodes.made({ type: 'literal', kind: 'text', text: `${literal.text} ${unit}` })
    return this.nodes.made({ type: 'cast', operand, target })
  }

  private named(first: string, firstQuoted: boolean): Expression {
    const { tokens } = this
    let name = first
    let quoted = firstQuoted
    while (tokens.isSign('.')) {
      tokens.next()
      const token = tokens.peek()
      quoted = token.kind === 'quoted'
      name = this.nodes.name()
    }
    if (!tokens.isSign('(')) return this.nodes.made({ type: 'field', name, quoted })
    tokens.next()
    const special = quoted ? undefined : specialCall(name.toLowerCase())
    if (special) {
      const call = special(tokens, () => this.expression(true))
      tokens.expectSign(')')
      return this.nodes.made(call)
    }
    return this.nodes.call(quoted ? name : name.toLowerCase(), this.expressionsUntil(')'))
  }

  private case(): Expression {
    const { tokens } = this
    tokens.next()
    const operand = tokens.isWord('when') ? undefined : this.expression()
    const branches = []
    while (tokens.takeWord('when')) {
      const condition = this.expression()
      tokens.expectWord('then')
      branches.push({ condition, result: this.expression() })
    }
    if (branches.length === 0) tokens.fail('WHEN is expected')
    const otherwise = tokens.takeWord('else') ? this.expression() : undefined
    tokens.expectWord('end')
    return this.nodes.made({ type: 'case', operand, branches, otherwise })
  }

  private cast(): Expression {
    const { tokens } = this
    tokens.next()
    tokens.expectSign('(')
    const operand = this.expression()
    tokens.expectWord('as')
    const target = readTypeName(tokens, true)
    tokens.expectSign(')')
    return this.nodes.made({ type: 'cast', operand, target })
  }

  private array(): Expression {
    const { tokens } = this
    tokens.next()
    tokens.expectSign('[')
    return this.arrayElements()
  }

  /** Inner lists of an array of several dimensions need no ARRAY of their own. */
  private arrayElements(): Expression {
    const { tokens } = this
    const elements: Expression[] = []
    while (!tokens.takeSign(']')) {
      if (elements.length > 0) tokens.expectSign(',')
      if (!tokens.isSign('[')) elements.push(this.expression())
      else {
        tokens.next()
        elements.push(this.nodes.nested(() => this.arrayElements()))
      }
    }
    return this.nodes.made({ type: 'array', elements })
  }

  expressionsUntil(close: string): Expression[] {
    const { tokens } = this
    const expressions: Expression[] = []
    while (!tokens.takeSign(close)) {
      if (expressions.length > 0) tokens.expectSign(',')
      tokens.takeWord('variadic')
      expressions.push(this.expression())
    }
    return expressions
  }
}
