import { sqlRules } from '../../../database/sql-file/rules.ts'
import { splitSql } from '../../../database/sql-file/split.ts'
import { UnderstudyError } from '../../../errors.ts'
import { beginnings, type Meaning, mentions, type When } from './rules.ts'

/** What a text of SQL means in a world on savepoints; a string of several statements has one verdict too. */
export interface Verdict {
  readonly meaning: Meaning
  /** How Postgres names the statement: when it refuses it outside of a transaction, or when it has begun one. */
  readonly named: string
  readonly moves: readonly { readonly when: When; readonly reason: string }[]
  readonly session: boolean
  /** Asks a sequence, which is no writing in a transaction. */
  readonly counts: boolean
  /** Whether objects of the database, such as constraints, may be others afterwards. */
  readonly defines: boolean
  /** Begins a transaction that only reads, of one moment. */
  readonly snapshot: boolean
  /** One string holds several statements. */
  readonly several: boolean
}

/** Of what runs as it is. */
export const plainVerdict: Verdict = {
  meaning: 'plain',
  named: '',
  moves: [],
  session: false,
  counts: false,
  defines: false,
  snapshot: false,
  several: false,
}

const known = new Map<string, Verdict | Promise<Verdict>>()
const mostKnown = 1000
const longestKnown = 4000

/** Answers at once where the text is one statement, as nearly every text is. */
export function verdictOf(text: string): Verdict | Promise<Verdict> {
  const found = known.get(text)
  if (found) return found
  const verdict = holdsSeveral(text) ? ofSeveral(text) : ofOne(text)
  if (text.length <= longestKnown) {
    if (known.size >= mostKnown) known.clear()
    known.set(text, verdict)
  }
  return verdict
}

/** A semicolon with something behind it; it may stand in a string, which the splitter knows. */
function holdsSeveral(text: string): boolean {
  const at = text.indexOf(';')
  return at >= 0 && /[^\s;]/.test(text.slice(at))
}

function ofOne(text: string): Verdict {
  const begins = beginningOf(text)
  const rule = beginnings.find((one) => one.begins.test(begins))
  const mentioned = mentions.filter((one) => (one.begins?.test(begins) ?? true) && one.mentions.test(text))
  const moves = [...(rule ? [rule] : []), ...mentioned].flatMap(({ moves: reason, when = 'always' as const }) =>
    reason === undefined ? [] : [{ when, reason }],
  )
  return {
    meaning: rule?.meaning ?? 'plain',
    named: rule?.named ?? '',
    moves,
    session: rule?.session === true || mentioned.some(({ session }) => session),
    counts: mentioned.some(({ counts }) => counts),
    defines: /^(create|alter|drop|do|call)\b/.test(begins),
    snapshot: rule?.snapshot === true,
    several: false,
  }
}

async function ofSeveral(text: string): Promise<Verdict> {
  let parts: Verdict[]
  try {
    parts = []
    for await (const piece of splitSql(once(text), { ...sqlRules.postgres, psql: false }))
      if (piece.kind !== 'command') parts.push(ofOne(piece.text))
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError)) throw thrown
    // Text that does not end where it should: the server says so better.
    return ofOne(text)
  }
  const [first] = parts
  if (parts.length === 1 && first) return first
  const moves = parts.flatMap((part) => part.moves)
  if (parts.some(({ meaning }) => meaning !== 'plain' && meaning !== 'inside'))
    moves.push({
      when: 'always',
      reason: 'one string holds several statements, with BEGIN, COMMIT or ROLLBACK among them',
    })
  if (parts.some(({ meaning }) => meaning === 'inside'))
    moves.push({ when: 'outside', reason: 'one string holds several statements, with one that needs a transaction' })
  return {
    meaning: 'plain',
    named: '',
    moves,
    session: parts.some(({ session }) => session),
    counts: parts.some(({ counts }) => counts),
    defines: parts.some(({ defines }) => defines),
    snapshot: false,
    several: true,
  }
}

async function* once(text: string): AsyncGenerator<string, void, undefined> {
  yield text
}

const piece = /\s+|--[^\n]*|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|"(?:[^"]|"")*"?|'(?:[^']|'')*'?|./sy
const mostPieces = 24

/** The first words in lower case, without comments and without the semicolon at the end. */
function beginningOf(text: string): string {
  const words: string[] = []
  let at = 0
  while (at < text.length && words.length < mostPieces) {
    if (text.startsWith('/*', at)) {
      at = afterComment(text, at)
      continue
    }
    piece.lastIndex = at
    const found = piece.exec(text)?.[0] ?? text.slice(at, at + 1)
    at += found.length
    if (/^(\s|--|;)/.test(found)) continue
    words.push(found.startsWith('"') || found.startsWith("'") ? found.slice(0, 1) : found.toLowerCase())
  }
  return words.join(' ')
}

/** Comments hold comments. */
function afterComment(text: string, start: number): number {
  const mark = /\/\*|\*\//g
  mark.lastIndex = start + 2
  for (let depth = 1; depth > 0; ) {
    const found = mark.exec(text)
    if (!found) return text.length
    depth += found[0] === '/*' ? 1 : -1
  }
  return mark.lastIndex
}
