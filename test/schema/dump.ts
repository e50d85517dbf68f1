import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { sqlRules } from '../../packages/sdk/src/database/sql-file/rules.ts'
import { splitSql } from '../../packages/sdk/src/database/sql-file/split.ts'
import { writtenAlike } from './written-alike.ts'

const run = promisify(execFile)

/** What runs `pg_dump` of this major; undefined where there is none. */
export async function pgDumpOf(major: number): Promise<string | undefined> {
  for (const program of [`/usr/lib/postgresql/${major}/bin/pg_dump`, 'pg_dump']) {
    const version = await run(program, ['--version']).then(
      ({ stdout }) => stdout,
      () => undefined,
    )
    if (version?.match(/ (\d+)\b/)?.[1] === String(major)) return program
  }
  return undefined
}

/** The schema of a database in the words of pg_dump, so that databases which differ only in the order of things are equal. */
export async function schemaDump(program: string, url: string): Promise<string[]> {
  const { stdout } = await run(program, ['-s', '-d', url], { maxBuffer: 1 << 28 })
  return normalizeDump(stdout)
}

/** Statements in the order of the alphabet, the columns of each table and composite type as well. Settings are left out. */
export async function normalizeDump(text: string): Promise<string[]> {
  const statements: string[] = []
  for await (const piece of splitSql(whole(text), sqlRules.postgres)) {
    if (piece.kind !== 'statement' || isSetting(piece.text)) continue
    const alike = writtenAlike(piece.text)
    statements.push(hasColumns(alike) ? withSortedColumns(alike) : alike)
  }
  return statements.sort()
}

async function* whole(text: string): AsyncGenerator<string> {
  yield text
}

const isSetting = (statement: string): boolean => /^(set\s|select pg_catalog\.set_config\()/i.test(statement)

const hasColumns = (statement: string): boolean =>
  /^create (unlogged |foreign )?table .*\(\n/i.test(statement) || /^create type .* as \(\n/i.test(statement)

function withSortedColumns(statement: string): string {
  const open = statement.indexOf('(\n')
  const { parts, end } = splitAtCommas(statement, open + 1)
  return `${statement.slice(0, open)}(\n${parts.sort().join(',\n')}\n${statement.slice(end)}`
}

/** What stands between the commas of one pair of brackets, and where that ends. Commas in quotes and inner brackets don't part. */
function splitAtCommas(text: string, start: number): { parts: string[]; end: number } {
  const parts: string[] = []
  let depth = 0
  let from = start
  for (let at = start; at < text.length; at++) {
    const sign = text[at]!
    if (sign === "'" || sign === '"') at = text.indexOf(sign, at + 1)
    else if (sign === '(' || sign === '[') depth++
    else if (sign === ')' || sign === ']') depth--
    if (depth < 0 || (depth === 0 && sign === ',')) {
      parts.push(text.slice(from, at).trim())
      from = at + 1
    }
    if (depth < 0) return { parts, end: at }
  }
  throw new Error(`A bracket is not closed in ${text}`)
}
