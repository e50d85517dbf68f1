import { setImmediate } from 'node:timers/promises'
import { analyzeSchema } from '../../catalog/analyze.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { Insert, Reservation, Update, WritePlan, Writer } from '../../factory/writer.ts'
import { columnNamed, FactoryTables } from './factory-tables.ts'
import { columnInserts, type Statement } from './insert-columns.ts'
import { removeRows } from './remove-rows.ts'
import { jsonOfRows, pieces } from './row-json.ts'
import { statementColumn, statements } from './statements.ts'

/** Of one statement's parameters. */
const mostCharacters = 16 * 1024 * 1024

/** Where factories write: a database, one of its connections or a transaction of it. Its catalog is read once, when first needed. */
export function writerFor(session: Session, known?: FactoryTables): Writer {
  let reading = known && Promise.resolve(known)
  const tables = (): Promise<FactoryTables> => {
    reading ??= analyzeSchema(session).then((definition) => new FactoryTables(definition, session.capabilities))
    // A failed reading may be tried again.
    reading.catch(() => {
      reading = undefined
    })
    return reading
  }
  const given = new Map<string, number>()
  return {
    table: async (entity, fields) => (await tables()).facts(entity, fields),
    reserve: async (requests) =>
      session.dialect === 'sqlite'
        ? reserveRowids(session, await tables(), requests, given)
        : reserveNumbers(session, await tables(), requests),
    write: async (plan) => write(session, await tables(), plan),
    remove: async (created, options) => removeRows(session, await tables(), created, options),
  }
}

async function write(session: Session, tables: FactoryTables, plan: WritePlan): Promise<void> {
  const { defersEveryForeignKey, deferConstraints } = session.capabilities
  const works = [
    ...plan.inserts.map((insert) => () => insertsOf(session, tables, insert)),
    ...plan.updates.map((update) => () => stepsOf(session, tables, update, update.key)),
  ]
  const first = works.shift()?.() ?? []
  // A single statement is all or nothing by itself.
  if (works.length === 0 && first.length === 1 && !plan.defer) return run(session, first)
  await session.transaction(async (transaction) => {
    if (plan.defer) await transaction.execute(deferConstraints)
    let made = first
    for (const work of works) {
      // The next statements are put together while the server is at those before, which are on their way by then.
      const [next] = await Promise.all([setImmediate().then(work), run(transaction, made)])
      made = next
    }
    await run(transaction, made)
    // Inside a larger transaction, the end of this one is where a broken constraint has to show.
    if (plan.defer && !defersEveryForeignKey) await transaction.execute('set constraints all immediate')
  })
}

async function run(session: Session, statements: readonly Statement[]): Promise<void> {
  for (const { text, parameters } of statements) await session.query(text, parameters)
}

function insertsOf(session: Session, tables: FactoryTables, insert: Insert): readonly Statement[] {
  const { entity, fields, rows } = insert
  const table = tables.named(entity)
  const columns = fields.flatMap((field) => columnNamed(table, field) ?? [])
  if (session.dialect !== 'postgres' || columns.length < fields.length) return stepsOf(session, tables, insert, [])
  const options = { most: mostCharacters, binary: session.engine === 'postgres' }
  return columnInserts(table, columns, fields, rows, options) ?? stepsOf(session, tables, insert, [])
}

function stepsOf(
  session: Session,
  tables: FactoryTables,
  { entity, fields, rows }: Insert | Update,
  key: readonly string[],
): Statement[] {
  const made = statements[session.dialect]
  const table = tables.named(entity)
  const all = [...key, ...fields]
  const columns = all.map((field) => statementColumn(table, field, rows))
  const text =
    key.length > 0
      ? made.update(table, columns.slice(0, key.length), columns.slice(key.length))
      : made.insert(table, columns)
  const values = rows.map((row) => all.map((field) => row[field]))
  return [...pieces(values, sizeOf, mostCharacters)].map((piece) => ({
    text,
    parameters: [jsonOfRows(piece, made.form)],
  }))
}

/** Near enough: strings and bytes are what grows. */
function sizeOf(values: readonly unknown[]): number {
  let size = 0
  for (const value of values) {
    size += 16
    if (typeof value === 'string') size += value.length
    else if (value instanceof Uint8Array) size += value.length * 2
    else if (typeof value === 'object' && value !== null) size += 256
  }
  return size
}

/** One question for all: each row of the answer is a number that the sequence gives to nobody else. */
async function reserveNumbers(
  session: Session,
  tables: FactoryTables,
  requests: readonly Reservation[],
): Promise<(number | bigint)[][]> {
  const { quoteLiteral, quoteTable } = quoting[session.dialect]
  const parts = requests.map(({ entity, field, count }, i) => {
    const sequence = columnNamed(tables.named(entity), field)?.sequence
    if (!sequence) throw noSequence(entity, field)
    return `select ${i} as request, nextval(${quoteLiteral(quoteTable(sequence))}::regclass) as number from generate_series(1, ${count})`
  })
  const answers = await session.query<{ request: number; number: number | bigint }>(parts.join(' union all '))
  const numbers: (number | bigint)[][] = requests.map(() => [])
  for (const { request, number } of answers) numbers[request]?.push(number)
  return numbers
}

function noSequence(entity: string, field: string): UnderstudyError {
  return new UnderstudyError('FACTORY_INVALID', {
    operation: `create rows of ${entity}`,
    at: `${entity}.${field}`,
    message: `no sequence numbers the column ${entity}.${field}`,
    hint: 'Give the field a kind, such as uuid, in the place of assigned().',
  })
}

/** SQLite numbers a row after the highest one there is, or ever was with AUTOINCREMENT. */
async function reserveRowids(
  session: Session,
  tables: FactoryTables,
  requests: readonly Reservation[],
  given: Map<string, number>,
): Promise<number[][]> {
  const { quoteIdentifier, quoteLiteral, quoteTable } = quoting[session.dialect]
  const [counted] = await session.query("select 1 from sqlite_master where name = 'sqlite_sequence'")
  const numbers: number[][] = []
  for (const { entity, field, count } of requests) {
    const table = tables.named(entity)
    const column = columnNamed(table, field)?.name ?? field
    const ever = counted ? `(select seq from sqlite_sequence where name = ${quoteLiteral(table.name)})` : '0'
    const [answer] = await session.query<{ number: number }>(
      `select max(coalesce((select max(${quoteIdentifier(column)}) from ${quoteTable({ name: table.name })}), 0), coalesce(${ever}, 0)) as number`,
    )
    const last = Math.max(answer?.number ?? 0, given.get(table.name) ?? 0)
    given.set(table.name, last + count)
    numbers.push(Array.from({ length: count }, (_, i) => last + 1 + i))
  }
  return numbers
}
