import { closingParenthesis, type SqlToken, splitAtCommas } from '../../sql-tokens.ts'
import { normalForm } from './normal-form.ts'
import { isSymbol, sqliteTokens, wordOf } from './tokens.ts'

/** What only the text of CREATE TABLE tells; the rest comes from pragmas. Expressions are in their normal form. */
export interface CreateTable {
  readonly checks: readonly { readonly name: string | null; readonly expression: string }[]
  /** In the order of the text. */
  readonly foreignKeys: readonly {
    readonly name: string | null
    readonly deferrable: boolean
    readonly initiallyDeferred: boolean
  }[]
  readonly keys: readonly WrittenKey[]
  readonly columns: ReadonlyMap<string, WrittenColumn>
  readonly autoincrement: boolean
}

export interface WrittenKey {
  readonly kind: 'primary key' | 'unique'
  readonly name: string | null
  readonly columns: readonly KeyColumn[]
  /** What follows ON CONFLICT, in upper case. */
  readonly onConflict: string | null
}

export interface KeyColumn {
  readonly name: string
  readonly collation: string | null
  readonly descending: boolean
}

export interface WrittenColumn {
  readonly collation: string | null
  readonly generated: string | null
  /** DESC after PRIMARY KEY in the column itself, where it matters. */
  readonly descending: boolean
  readonly notNull: { readonly name: string | null; readonly onConflict: string | null } | null
}

const tableConstraints = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN'])

/** Reads a CREATE TABLE statement as sqlite_schema keeps it, so one that SQLite has accepted. */
export function readCreateTable(sql: string): CreateTable {
  const tokens = sqliteTokens(sql)
  const open = tokens.findIndex((token) => isSymbol(token, '('))
  const reader = new Reader(tokens, open + 1, closingParenthesis(tokens, open))
  while (!reader.done) reader.item()
  return reader
}

class Reader implements CreateTable {
  readonly checks: CreateTable['checks'][number][] = []
  readonly foreignKeys: CreateTable['foreignKeys'][number][] = []
  readonly keys: WrittenKey[] = []
  readonly columns = new Map<string, WrittenColumn>()
  autoincrement = false
  readonly #tokens: readonly SqlToken[]
  readonly #end: number
  #at: number
  /** The column that constraints belong to; null once table constraints have begun. */
  #column: string | null = null
  /** Given by CONSTRAINT, for the constraint that follows. */
  #name: string | null = null

  constructor(tokens: readonly SqlToken[], from: number, end: number) {
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
    if (first && !tableConstraints.has(wordOf(first) ?? '')) {
      this.#column = first.value
      this.columns.set(first.value, { collation: null, generated: null, descending: false, notNull: null })
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
        this.checks.push({ name: this.#taken(), expression: normalForm(this.#parenthesized()) })
        return
      case 'PRIMARY':
        this.#at++
        this.#key('primary key')
        return
      case 'UNIQUE':
        this.#key('unique')
        return
      case 'NOT':
        if (this.#word() !== 'NULL') return
        this.#at++
        this.#set({ notNull: { name: this.#taken(), onConflict: this.#onConflict() } })
        return
      case 'AUTOINCREMENT':
        this.autoincrement = true
        return
      case 'COLLATE':
        this.#set({ collation: this.#tokens[this.#at++]?.value ?? null })
        return
      case 'AS':
        this.#set({ generated: normalForm(this.#parenthesized()) })
        return
      case 'FOREIGN':
        this.#at++
        this.#parenthesized()
        return
      case 'REFERENCES':
        this.foreignKeys.push({ name: this.#taken(), ...this.#references() })
        return
      default:
        if (isSymbol(this.#tokens[this.#at - 1], '(')) this.#at = closingParenthesis(this.#tokens, this.#at - 1) + 1
    }
  }

  #key(kind: 'primary key' | 'unique'): void {
    if (this.#column === null) {
      const inside = this.#parenthesized()
      if (wordOf(inside.at(-1)) === 'AUTOINCREMENT') this.autoincrement = true
      this.#addKey(kind, splitAtCommas(inside).map(keyColumn))
      return
    }
    const direction = kind === 'primary key' ? this.#word() : undefined
    const descending = direction === 'DESC'
    if (descending || direction === 'ASC') this.#at++
    if (descending) this.#set({ descending })
    this.#addKey(kind, [{ name: this.#column, collation: null, descending }])
  }

  #addKey(kind: 'primary key' | 'unique', columns: readonly KeyColumn[]): void {
    this.keys.push({ kind, name: this.#taken(), columns, onConflict: this.#onConflict() })
  }

  #onConflict(): string | null {
    if (this.#word() !== 'ON' || this.#word(1) !== 'CONFLICT') return null
    const action = this.#word(2) ?? null
    this.#at += 3
    return action === 'ABORT' ? null : action
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
      else if (word === 'NOT' && this.#word(1) === 'DEFERRABLE') {
        this.#at += this.#word(2) === 'INITIALLY' ? 4 : 2
      } else if (word === 'DEFERRABLE') {
        deferrable = true
        this.#at++
      } else if (word === 'INITIALLY') {
        initiallyDeferred = deferrable && this.#word(1) === 'DEFERRED'
        this.#at += 2
      } else return { deferrable, initiallyDeferred }
    }
  }

  /** What stands inside the parentheses that open here; goes on after them. */
  #parenthesized(): readonly SqlToken[] {
    const close = closingParenthesis(this.#tokens, this.#at)
    const inside = this.#tokens.slice(this.#at + 1, close)
    this.#at = close + 1
    return inside
  }

  #set(about: Partial<WrittenColumn>): void {
    const column = this.#column === null ? undefined : this.columns.get(this.#column)
    if (column && this.#column !== null) this.columns.set(this.#column, { ...column, ...about })
  }

  #taken(): string | null {
    const name = this.#name
    this.#name = null
    return name
  }

  #word(ahead = 0): string | undefined {
    return this.#at + ahead < this.#end ? wordOf(this.#tokens[this.#at + ahead]) : undefined
  }

  #is(symbol: string): boolean {
    return isSymbol(this.#tokens[this.#at], symbol)
  }
}

/** Of `"b" COLLATE nocase DESC`. */
function keyColumn(tokens: readonly SqlToken[]): KeyColumn {
  const collate = tokens.findIndex((token, at) => at > 0 && wordOf(token) === 'COLLATE')
  return {
    name: tokens[0]?.value ?? '',
    collation: collate < 0 ? null : (tokens[collate + 1]?.value ?? null),
    descending: tokens.slice(1).some((token) => wordOf(token) === 'DESC'),
  }
}
