import { type SqlToken, sqlTokens } from '../../../catalog/sql-tokens.ts'

/** What one part of a statement writes to. */
export interface Write {
  readonly verb: 'insert' | 'upsert' | 'update' | 'delete' | 'merge' | 'drop'
  /** Without its schema, as the engine stores it. */
  readonly table: string
  /** What SET assigns to. */
  readonly columns: readonly string[]
}

/** The tables that a statement itself writes to, subqueries included; not what triggers and cascades do beyond it. */
export function writesOf(statement: string, brackets: 'quote' | 'subscript'): Write[] {
  const tokens = sqlTokens(statement, brackets)
  // What a routine or a trigger does is not done by creating it.
  if (word(tokens[0]) === 'create') return []
  const writes: Write[] = []
  for (const [at, token] of tokens.entries()) {
    const before = word(tokens[at - 1])
    switch (word(token)) {
      case 'insert':
      case 'replace':
        if (before !== 'or') add(writes, 'insert', tokens, after(tokens, at, 'into'))
        break
      case 'update':
        if (before === 'do') upsert(writes, tokens, at)
        // FOR UPDATE locks, FOR NO KEY UPDATE too.
        else if (before !== 'for' && before !== 'key') add(writes, 'update', tokens, at + 1)
        break
      case 'delete':
        add(writes, 'delete', tokens, after(tokens, at, 'from'))
        break
      case 'merge':
        add(writes, 'merge', tokens, after(tokens, at, 'into'))
        break
      case 'copy':
        if (at === 0) add(writes, 'insert', tokens, at + 1)
        break
      case 'truncate':
        if (at === 0) add(writes, 'drop', tokens, word(tokens[1]) === 'table' ? 2 : 1)
        break
      case 'drop':
        if (at === 0) add(writes, 'drop', tokens, after(tokens, at, 'table'))
        break
    }
  }
  return writes
}

export function isCommit(statement: string): boolean {
  const [first] = sqlTokens(statement.slice(0, 200), 'subscript')
  return ['commit', 'end'].includes(word(first))
}

/** Past `keyword`, which stands next or after OR REPLACE and its like. */
function after(tokens: readonly SqlToken[], at: number, keyword: string): number | undefined {
  const next = word(tokens[at + 1]) === 'or' ? at + 3 : at + 1
  return word(tokens[next]) === keyword ? next + 1 : undefined
}

function add(writes: Write[], verb: Write['verb'], tokens: readonly SqlToken[], from: number | undefined): void {
  if (from === undefined) return
  let at = from
  if (word(tokens[at]) === 'or') at += 2
  if (word(tokens[at]) === 'if') at += 2
  if (word(tokens[at]) === 'only') at++
  let name = nameAt(tokens, at)
  while (tokens[at + 1]?.text === '.') {
    at += 2
    name = nameAt(tokens, at)
  }
  if (name === undefined) return
  writes.push({ verb, table: name, columns: verb === 'update' || verb === 'merge' ? assigned(tokens, at) : [] })
}

/** ON CONFLICT … DO UPDATE belongs to the INSERT before it. */
function upsert(writes: Write[], tokens: readonly SqlToken[], at: number): void {
  const last = writes.pop()
  if (last) writes.push({ ...last, verb: 'upsert', columns: assigned(tokens, at) })
}

/** The names before the equals signs of the next SET. */
function assigned(tokens: readonly SqlToken[], from: number): string[] {
  const set = tokens.findIndex((token, at) => at > from && word(token) === 'set')
  const columns: string[] = []
  let depth = 0
  for (let at = set + 1; set >= 0 && at < tokens.length; at++) {
    const text = tokens[at]?.text
    if (depth === 0 && ['where', 'from', 'returning', 'when'].includes(word(tokens[at]))) break
    if (text === '(') depth++
    if (text === ')') depth--
    if (depth === 0 && text === '=' && ['set', ','].includes(beginOf(tokens, at))) columns.push(...leftOf(tokens, at))
  }
  return columns
}

/** What stands before the target of the assignment whose equals sign is at `at`: SET, or the comma after another. */
function beginOf(tokens: readonly SqlToken[], at: number): string {
  const start = tokens[at - 1]?.text === ')' ? tokens.findLastIndex((one, i) => i < at && one.text === '(') : at - 1
  return word(tokens[start - 1]) || (tokens[start - 1]?.text ?? '')
}

function leftOf(tokens: readonly SqlToken[], at: number): string[] {
  if (tokens[at - 1]?.text !== ')') return [nameAt(tokens, at - 1) ?? '']
  const open = tokens.findLastIndex((token, i) => i < at && token.text === '(')
  return tokens.slice(open + 1, at - 1).flatMap((_, i) => nameAt(tokens, open + 1 + i) ?? [])
}

function word(token: SqlToken | undefined): string {
  return token?.kind === 'word' ? token.text.toLowerCase() : ''
}

function nameAt(tokens: readonly SqlToken[], at: number): string | undefined {
  const token = tokens[at]
  if (token?.kind === 'quoted') return token.value
  return token?.kind === 'word' ? token.text.toLowerCase() : undefined
}
