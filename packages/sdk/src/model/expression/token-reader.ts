import { invalidExpression, lex, type Token } from './lex.ts'

/** Walks over the tokens of one expression. */
export class TokenReader {
  private readonly text: string
  private readonly tokens: readonly Token[]
  private index = 0

  constructor(text: string) {
    this.text = text
    this.tokens = lex(text)
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)]!
  }

  next(): Token {
    const token = this.peek()
    this.index++
    return token
  }

  /** The word there in lower case; nothing where something else stands. */
  word(ahead = 0): string | undefined {
    const token = this.peek(ahead)
    return token.kind === 'word' ? token.text.toLowerCase() : undefined
  }

  isWord(word: string, ahead = 0): boolean {
    return this.word(ahead) === word
  }

  takeWord(...words: readonly string[]): boolean {
    if (!words.every((word, i) => this.isWord(word, i))) return false
    this.index += words.length
    return true
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) this.fail(`${word.toUpperCase()} is expected`)
  }

  isSign(sign: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead)
    return (kind === 'punctuation' || kind === 'operator') && text === sign
  }

  takeSign(sign: string): boolean {
    if (!this.isSign(sign)) return false
    this.index++
    return true
  }

  expectSign(sign: string): void {
    if (!this.takeSign(sign)) this.fail(`"${sign}" is expected`)
  }

  fail(message: string, at = this.peek().at): never {
    throw invalidExpression(this.text, at, message)
  }
}
