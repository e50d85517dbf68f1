import { UnderstudyError } from '../../errors.ts'
import { copySource } from './copy-statement.ts'
import type { SqlRules } from './rules.ts'
import { type Place, SqlSource } from './source.ts'

export interface Statement extends Place {
  readonly kind: 'statement'
  /** Without comments before it and without its semicolon. */
  readonly text: string
}

export interface CopyBlock extends Place {
  readonly kind: 'copy'
  readonly text: string
  /** The lines up to \., which is left out. What is not read is passed over. */
  readonly data: AsyncIterable<string>
}

export interface Command extends Place {
  readonly kind: 'command'
  /** With its backslash or dot, as in \i. */
  readonly name: string
  readonly argument: string
}

export type Piece = Statement | CopyBlock | Command

/** A file's statements, one at a time, whatever its size: only one statement is in memory. */
export async function* splitSql(
  chunks: AsyncIterable<string>,
  rules: SqlRules,
): AsyncGenerator<Piece, void, undefined> {
  const source = new SqlSource(chunks)
  while (await skipBlank(source, rules)) {
    source.cut()
    const place = source.place()
    const first = source.text[0]
    if ((rules.psql && first === '\\') || (rules.dotCommands && first === '.')) {
      yield { kind: 'command', ...place, ...command(await restOfLine(source)) }
      continue
    }
    const text = await readStatement(source, rules)
    if (text === '') continue
    if (copySource(text) !== 'stdin') {
      yield { kind: 'statement', ...place, text }
      continue
    }
    await restOfLine(source)
    const data = copyData(source)
    yield { kind: 'copy', ...place, text, data }
    for await (const _ of data);
  }
}

/** Passes over white space and comments; false at the end of the text. */
async function skipBlank(source: SqlSource, rules: SqlRules): Promise<boolean> {
  while (await source.has(1)) {
    const blank = await source.find(/\S/g, 1)
    source.at = blank?.start ?? source.text.length
    if (!blank) return false
    if (!(await skipComment(source, rules))) return true
    source.cut()
  }
  return false
}

async function skipComment(source: SqlSource, rules: SqlRules): Promise<boolean> {
  await source.has(2)
  if (source.text.startsWith('--', source.at)) {
    const end = await source.find(/\n/g, 1)
    source.at = end?.end ?? source.text.length
    return true
  }
  if (!source.text.startsWith('/*', source.at)) return false
  const place = source.place()
  source.at += 2
  for (let depth = 1; depth > 0; ) {
    const mark = await source.find(rules.nestedComments ? /\/\*|\*\//g : /\*\//g, 2)
    // SQLite takes the end of the text for the end of a comment.
    if (!mark && rules.nestedComments) throw unended('comment', place)
    depth += !mark || source.text[mark.start] === '*' ? -1 : 1
    source.at = mark?.end ?? source.text.length
  }
  return true
}

const token = /[^A-Za-z_\u0080-\uffff'"`[$\-/();\\]+|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|./sy
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y
/** More than any word or dollar tag has. */
const lookahead = 256

/** From the place where it is up to the semicolon, which is passed over and left out. */
async function readStatement(source: SqlSource, rules: SqlRules): Promise<string> {
  const body = new Body(rules)
  let parentheses = 0
  let word = ''
  while (await source.has(1)) {
    if (source.text.length - source.at < lookahead) await source.has(lookahead)
    token.lastIndex = source.at
    const found = token.exec(source.text)?.[0] ?? ''
    const before = word
    word = ''
    switch (found) {
      case ';':
        if (parentheses === 0 && !body.isOpen) {
          const text = source.text.slice(0, source.at).trimEnd()
          source.at++
          return text
        }
        source.at++
        break
      case "'":
        await skipQuoted(source, rules.dollarAndEscapeStrings && /^e$/i.test(before) ? 'escapes' : "'")
        break
      case '"':
        await skipQuoted(source, '"')
        break
      case '`':
      case '[':
        if (rules.backtickAndBracketNames) await skipQuoted(source, found === '[' ? ']' : '`')
        else source.at++
        break
      case '$':
        await skipDollar(source, rules)
        break
      case '-':
      case '/':
        if (!(await skipComment(source, rules))) source.at++
        break
      case '\\':
        if (rules.psql) await refuseCommand(source)
        source.at++
        break
      default:
        if (found === '(') parentheses++
        if (found === ')') parentheses--
        word = found
        if (parentheses === 0) body.see(found, source.text[source.at - 1])
        source.at += found.length
    }
  }
  return source.text.slice(0, source.at).trimEnd()
}

/** Whether the statement is inside of a body with statements of its own. */
class Body {
  readonly #bodied: RegExp
  #keywords = ''
  #depth = 0

  constructor(rules: SqlRules) {
    this.#bodied = rules.bodied
  }

  get isOpen(): boolean {
    return this.#depth > 0
  }

  see(word: string, previous: string | undefined): void {
    if (!/^[a-z]/i.test(word)) return
    const keyword = word.toLowerCase()
    if (this.#keywords.length < 40) this.#keywords += `${keyword} `
    // After a dot it is the name of a column, as in new.end.
    if (previous === '.' || !this.#bodied.test(this.#keywords)) return
    if (keyword === 'begin' || (keyword === 'case' && this.#depth > 0)) this.#depth++
    if (keyword === 'end' && this.#depth > 0) this.#depth--
  }
}

/** A doubled quote goes on: it ends one string and begins the next, unless backslashes are escapes. */
async function skipQuoted(source: SqlSource, end: "'" | '"' | '`' | ']' | 'escapes'): Promise<void> {
  const place = source.place()
  source.at++
  for (;;) {
    const mark = await source.find(endings[end], 1)
    if (!mark) throw unended(end === "'" || end === 'escapes' ? 'string' : 'quoted name', place)
    source.at = mark.end
    if (end !== 'escapes') return
    await source.has(1)
    if (source.text[mark.start] === '\\' || source.text[source.at] === "'") source.at++
    else return
  }
}

const endings = { "'": /'/g, '"': /"/g, '`': /`/g, ']': /\]/g, escapes: /['\\]/g } as const

async function skipDollar(source: SqlSource, rules: SqlRules): Promise<void> {
  dollarTag.lastIndex = source.at
  const tag = rules.dollarAndEscapeStrings ? dollarTag.exec(source.text)?.[0] : undefined
  if (tag === undefined) {
    source.at++
    return
  }
  const place = source.place()
  source.at += tag.length
  const end = await source.find(new RegExp(tag.replaceAll('$', '\\$'), 'g'), tag.length)
  if (!end) throw unended(`string that begins with ${tag}`, place)
  source.at = end.end
}

async function restOfLine(source: SqlSource): Promise<string> {
  const end = await source.find(/\n/g, 1)
  const line = source.text.slice(source.at, end?.start ?? source.text.length)
  source.at = end?.end ?? source.text.length
  return line.trim()
}

function command(line: string): { name: string; argument: string } {
  const [, name = '', argument = ''] = /^([\\.](?:[a-zA-Z]+|[^\s\w]+)?\+?)\s*(.*)$/s.exec(line) ?? []
  return { name, argument: argument.trim() }
}

const endMark = /(?<![^\n])\\\.\r?(?=\n|$)/

/** The lines up to one that is \. or to the end of the text, in blocks of whole lines. */
async function* copyData(source: SqlSource): AsyncGenerator<string, void, undefined> {
  source.cut()
  for (;;) {
    const mark = endMark.exec(source.text)
    // At the very end more of the line may come.
    const whole = mark && (mark.index + mark[0].length < source.text.length || !(await source.fill()))
    if (mark && !whole) continue
    const end = mark ? mark.index : source.text.lastIndexOf('\n') + 1
    if (end > 0) {
      source.at = end
      const lines = source.text.slice(0, end)
      source.cut()
      yield lines
    }
    if (mark) {
      await restOfLine(source)
      source.cut()
      return
    }
    if (!(await source.fill())) {
      if (source.text !== '') yield source.text
      source.at = source.text.length
      source.cut()
      return
    }
  }
}

function unended(what: string, place: Place): UnderstudyError {
  return new UnderstudyError('SQL_FILE_INVALID', {
    operation: 'read SQL file',
    message: `A ${what} is never ended`,
    details: { ...place },
  })
}

async function refuseCommand(source: SqlSource): Promise<never> {
  const place = source.place()
  const { name } = command(await restOfLine(source))
  throw new UnderstudyError('SQL_FILE_INVALID', {
    operation: 'read SQL file',
    message: `The psql command ${name} stands inside a statement`,
    details: { ...place },
  })
}
