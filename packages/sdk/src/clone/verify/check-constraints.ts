import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { messageOf, UnderstudyError } from '../../errors.ts'
import { type VerificationCheck, verificationCheck } from '../verification.ts'
import { holdsRows, rowsOf } from './read-back.ts'

interface Question {
  readonly what: string
  readonly column: string | undefined
  /** True of a row that breaks it. */
  readonly broken: string
}

/** Whether what is declared holds: every NOT NULL and CHECK asked of every row, every index of a key seen to be whole. */
export async function* checkConstraints(
  session: Session,
  definition: SchemaDefinition,
  signal?: AbortSignal,
): AsyncGenerator<VerificationCheck> {
  if (session.dialect === 'sqlite') {
    yield* checkFile(session, signal)
    return
  }
  for (const table of definition.tables.filter(holdsRows)) {
    const name = maskingTableName(definition, table)
    const questions = questionsOf(table)
    const counts = await ask(session, table, questions, signal)
    const broken = questions.flatMap((question, at) => {
      const count = counts[at]
      return count === undefined || count === 0
        ? []
        : [
            typeof count === 'string'
              ? verificationCheck('constraint', name, question.column, 1, `${question.what} cannot be asked: ${count}`)
              : verificationCheck('constraint', name, question.column, count, `rows break ${question.what}`),
          ]
    })
    const indexes = definition.indexes.filter(
      (index) => index.table.schema === table.schema && index.table.name === table.name && !index.valid,
    )
    for (const index of indexes)
      broken.push(verificationCheck('constraint', name, undefined, 1, `the index ${index.name} is not valid`))
    if (broken.length > 0) yield* broken
    else yield verificationCheck('constraint', name, undefined, 0, `${questions.length} conditions hold for every row`)
  }
}

function questionsOf(table: Table): Question[] {
  const { quoteIdentifier } = quoting.postgres
  const missing = table.columns
    .filter(({ notNull }) => notNull)
    .map(({ name }): Question => ({ what: 'NOT NULL', column: name, broken: `${quoteIdentifier(name)} is null` }))
  const checks = table.constraints.flatMap((one): Question[] =>
    one.kind === 'check' && one.valid && one.enforced
      ? [{ what: `the check ${one.name}`, column: undefined, broken: `not (${one.expression})` }]
      : [],
  )
  return [...missing, ...checks]
}

/** All of one table in one look at it. Where one of them cannot be asked, each is asked alone. */
async function ask(
  session: Session,
  table: Table,
  questions: readonly Question[],
  signal: AbortSignal | undefined,
): Promise<(number | string)[]> {
  if (questions.length === 0) return []
  const list = questions.map(({ broken }, at) => `count(*) filter (where ${broken}) as c${at}`)
  try {
    const [row] = await session.query<Record<string, number>>(
      `select ${list.join(', ')} from ${rowsOf(session, table)}`,
      [],
      { signal },
    )
    return questions.map((_, at) => Number(row?.[`c${at}`] ?? 0))
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || thrown.code !== 'QUERY_FAILED') throw thrown
    if (questions.length === 1) return [messageOf(thrown)]
    const answers: (number | string)[] = []
    for (const one of questions) answers.push(...(await ask(session, table, [one], signal)))
    return answers
  }
}

/** NOT NULL, CHECK, unique indexes and the file itself. */
async function* checkFile(session: Session, signal: AbortSignal | undefined): AsyncGenerator<VerificationCheck> {
  const lines = await session.query<{ integrity_check: string }>('pragma integrity_check(1000)', [], { signal })
  const broken = new Map<string, number>()
  for (const { integrity_check: line } of lines) {
    if (line === 'ok') continue
    const table = / in (\S+)$/.exec(line)?.[1] ?? /^(?:NULL value|.*? value) in ([^.]+)\./.exec(line)?.[1] ?? ''
    broken.set(table, (broken.get(table) ?? 0) + 1)
  }
  if (broken.size === 0)
    yield verificationCheck('constraint', '', undefined, 0, 'the file and its constraints are whole')
  for (const [table, count] of broken)
    yield verificationCheck('constraint', table, undefined, count, 'the file or its constraints are not whole')
}
