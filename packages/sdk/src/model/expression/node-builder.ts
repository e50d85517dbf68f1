import type { Expression } from './ast.ts'
import type { TokenReader } from './token-reader.ts'
import { childrenOf } from './walk.ts'

/** Whoever walks over an expression may do so by recursion: no expression is higher than this. */
const maximumHeight = 500
const maximumNesting = 1000

/** Builds the nodes of one expression out of its tokens, and refuses those that are nested too deeply. */
export class NodeBuilder {
  readonly tokens: TokenReader
  private readonly heights = new WeakMap<Expression, number>()
  private nesting = 0

  constructor(tokens: TokenReader) {
    this.tokens = tokens
  }

  made(expression: Expression): Expression {
    let height = 0
    for (const child of childrenOf(expression)) height = Math.max(height, this.heights.get(child) ?? 0)
    if (height >= maximumHeight) this.tokens.fail('the expression is nested too deeply')
    this.heights.set(expression, height + 1)
    return expression
  }

  call(name: string, parameters: readonly Expression[]): Expression {
    return this.made({ type: 'call', name, parameters })
  }

  /** Goes one level down. */
  nested<T>(read: () => T): T {
    if (++this.nesting > maximumNesting) this.tokens.fail('the expression is nested too deeply')
    const result = read()
    this.nesting--
    return result
  }

  name(): string {
    const { kind, text } = this.tokens.peek()
    if (kind !== 'word' && kind !== 'quoted') this.tokens.fail('a name is expected')
    this.tokens.next()
    return text
  }

  refuseQuery(): void {
    if (['select', 'values', 'with'].includes(this.tokens.word() ?? ''))
      this.tokens.fail('queries inside of expressions are not part of the language')
  }
}
