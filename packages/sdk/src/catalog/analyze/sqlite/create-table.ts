import { closingParenthesis, type SqlToken, sqlTokens } from '../../sql-tokens.ts'

/** What only the text of CREATE TABLE tells; the rest comes from pragmas. */
export interface CreateTable {
  readonly checks: readonly { readonly name: string | null; readonly expression: string }[]
  /** In the order of the text. */
  readonly foreignKeys: readonly {
    readonly name: string | null
    readonly deferrable: boolean
    readonly initiallyDeferred: boolean
  }[]
  readonly keys: readonly {
    readonly kind: 'primary key' | 'unique'
    readonly name: string | null
    readonly columns: readonly string[]
  }[]
  readonly columns: ReadonlyMap<
    string,
    { readonly collation: string | null; readonly generated: string | null; readonly descending: boolean }
  >
  readonly autoincrement: boolean
}

const tableConstraints = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN'])

/** Reads a CREATE TABLE statement as sqlite_schema keeps it, so one that SQLite has accepted. */
export function readCreateTable(sql: string): CreateTable {
  const tokens = sqlTokens(sql, 'quote')
  const open = tokens.findIndex((token) => token.text === '(' && token.kind === 'symbol')
  const reader = new Reader(sql, tokens, open + 1, closingParenthesis(tokens, open))
  while (!reader.done) reader.item()
  return reader
}

class Reader implements CreateTable {
  readonly checks: { name: string | null; expression: string }[] = []
  readonly foreignKeys: { name: string | null; deferrable: boolean; initiallyDeferred: boolean }[] = []
  readonly keys: { kind: 'primary key' | 'unique'; name: string | null; columns: readonly string[] }[] = []
  readonly columns = new Map<string, { collation: string | null; generated: string | null; descending: boolean }>()
  autoincrement = false
  readonly #sql: string
  readonly #tokens: readonly SqlToken[]
  readonly #end: number
  #at: number
  /** The column that constraints belong to; null once table constraints have begun. */
  #column: string | null = null
  /** Given by CONSTRAINT, for the constraint that follows. */
  #name: string | null = null

  constructor(sql: string, tokens: readonly SqlToken[], from: number, end: number) {
    this.#sql = sql
    this.#tokens = tokens
    this.#at = from
    this.#end = end
  }

  get done(): boolean {
    return this.#at >= this.#end
  }

  /** A column with its constraints, or table constraints, up to the next comma. */
  item(): void {
    const first = this.#tokens[this.#at]
    if (first && !(first.kind === 'word' && tableConstraints.has(first.text.toUpperCase()))) {
      this.#column = first.value
      this.columns.set(first.value, { collation: null, generated: null, descending: false })
      this.#at++
    } else {
      this.#column = null
    }
    while (!this.done && !this.#is(',')) this.#constraint()
    this.#at++
    this.#name = null
  }

  #constraint(): void {
    const word = this.#word()
    this.#at++
    switch (word) {
      case 'CONSTRAINT':
        this.#name = this.#tokens[this.#at++]?.value ?? null
        return
      case 'CHECK':
        this.checks.push({ name: this.#taken(), expression: this.#parenthesized() })
        return
      case 'PRIMARY':
        this.#key('primary key')
        return
      case 'UNIQUE':
        this.#key('unique')
        return
      case 'AUTOINCREMENT':
        this.autoincrement = true
        return
      case 'COLLATE':
        this.#set({ collation: this.#tokens[this.#at++]?.value ?? null })
        return
      case 'AS':
        this.#set({ generated: this.#parenthesized() })
        return
      case 'FOREIGN':
        this.#at++
        this.#parenthesized()
        return
      case 'REFERENCES':
        this.foreignKeys.push({ name: this.#taken(), ...this.#references() })
        return
      default:
        if (this.#tokens[this.#at - 1]?.text === '(') this.#at = closingParenthesis(this.#tokens, this.#at - 1) + 1
    }
  }

  #key(kind: 'primary key' | 'unique'): void {
    if (kind === 'primary key') this.#at++
    if (this.#column === null) {
      const from = this.#at + 1
      this.#parenthesized()
      this.keys.push({ kind, name: this.#taken(), columns: columnNames(this.#tokens.slice(from, this.#at - 1)) })
      return
    }
    if (kind === 'primary key' && this.#word() === 'DESC') this.#set({ descending: true })
    this.keys.push({ kind, name: this.#taken(), columns: [this.#column] })
  }

  #references(): { deferrable: boolean; initiallyDeferred: boolean } {
    this.#at++
    if (this.#is('(')) this.#parenthesized()
    let deferrable = false
    let initiallyDeferred = false
    for (;;) {
      const word = this.#word()
      if (word === 'ON') this.#at += ['SET', 'NO'].includes(this.#word(2) ?? '') ? 4 : 3
      else if (word === 'MATCH') this.#at += 2
      else if (word === 'NOT' && this.#word(1) === 'DEFERRABLE') this.#at += 2
      else if (word === 'DEFERRABLE') {
        deferrable = true
        this.#at++
      } else if (word === 'INITIALLY') {
        initiallyDeferred = deferrable && this.#word(1) === 'DEFERRED'
        this.#at += 2
      } else return { deferrable, initiallyDeferred }
    }
  }

  /** The text inside the parentheses that open here; goes on after them. */
  #parenthesized(): string {
    const close = closingParenthesis(this.#tokens, this.#at)
    const text = this.#sql.slice(this.#tokens[this.#at]?.end ?? 0, this.#tokens[close]?.start)
    this.#at = close + 1
    return text.trim()
  }

  #set(about: { collation?: string | null; generated?: string; descending?: boolean }): void {
    const column = this.#column === null ? undefined : this.columns.get(this.#column)
    if (column) Object.assign(column, about)
  }

  #taken(): string | null {
    const name = this.#name
    this.#name = null
    return name
  }

  #word(ahead = 0): string | undefined {
    const token = this.#at + ahead < this.#end ? this.#tokens[this.#at + ahead] : undefined
    return token?.kind === 'word' ? token.text.toUpperCase() : undefined
  }

  #is(symbol: string): boolean {
    const token = this.#tokens[this.#at]
    return token?.kind === 'symbol' && token.text === symbol
  }
}

/** Of `a, "b" COLLATE nocase DESC` the names a and b. */
function columnNames(tokens: readonly SqlToken[]): string[] {
  return tokens.filter((_, at) => at === 0 || tokens[at - 1]?.text === ',').map((token) => token.value)
}
