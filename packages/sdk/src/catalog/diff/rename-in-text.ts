import { objectId } from '../identity.ts'
import { type SqlToken, sqlTokens } from '../sql-tokens.ts'

export interface TextRenaming {
  readonly schema: string
  readonly from: string
  readonly to: string
  /** The qualified name, old and new, as it stands in a string such as that of nextval. */
  readonly literals: readonly [from: string, to: string]
  /** Null for what stands in a schema. A query goes on calling a column of its result by the name that it had. */
  readonly column: 'in a query' | 'elsewhere' | null
}

/** A text of the engine with the name of something in it exchanged, as the engine would write it after a rename. */
export function renameInText(text: string, { schema, from, to, literals, column }: TextRenaming): string {
  const tokens = sqlTokens(text, 'subscript')
  const name = objectId('table', to).slice('table '.length)
  let result = ''
  let done = 0
  const put = ({ start, end }: SqlToken, replacement: string): void => {
    result += text.slice(done, start) + replacement
    done = end
  }
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'string' && token.value === literals[0]) put(token, `'${literals[1].replaceAll("'", "''")}'`)
    if ((token.kind !== 'word' && token.kind !== 'quoted') || token.value !== from) continue
    const [before, after] = [tokens[at - 1]?.text, tokens[at + 1]?.text]
    if (column !== null) put(token, column === 'in a query' && endsItem(after) ? `${name} AS ${token.text}` : name)
    else if ((before === '.' && tokens[at - 2]?.value === schema) || after === '.') put(token, name)
  }
  return result + text.slice(done)
}

function endsItem(next: string | undefined): boolean {
  return next === undefined || /^(,|;|from|end)$/i.test(next)
}
