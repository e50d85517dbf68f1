import type { CompiledPolicy } from '../../anonymize/compiled-policy.ts'
import type { SoftReference } from '../../anonymize/policy.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import { compareSchemas } from '../../catalog/diff/compare-schemas.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Database, Session } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import type { RowSelection } from '../clone-plan.ts'
import { type VerificationCheck, type VerificationReport, verificationCheck } from '../verification.ts'
import { checkConstraints } from './check-constraints.ts'
import { checkOrphans, countOrphans } from './check-orphans.ts'
import { checkPrivacy } from './check-privacy.ts'
import { checkSequences } from './check-sequences.ts'
import { LeakFinder, type Side } from './leaks/find-leaks.ts'
import { isWhole, readAlike, rowsOf } from './read-back.ts'

export interface VerifyInput {
  readonly source: GuardedSource
  /** Of the source. */
  readonly schema: SchemaDefinition
  /** What the target is to be: of its own engine. */
  readonly expected: SchemaDefinition
  readonly policy: CompiledPolicy
  /** URL of what was made. */
  readonly target: string
  readonly selections: ReadonlyMap<string, RowSelection>
  readonly references: readonly SoftReference[]
  readonly signal?: AbortSignal | undefined
  /** What is looked at now. */
  readonly onStep?: ((title: string) => void) | undefined
}

/**
 * Reads a clone back and holds it against its source. It counts, compares and searches by itself: nothing that found,
 * masked or copied anything has a say in it.
 */
export async function verifyClone(input: VerifyInput): Promise<VerificationReport> {
  const start = performance.now()
  const { schema, policy, signal, onStep = () => {} } = input
  await using database = await connect(input.target, { create: false, maxConnections: 3 })
  onStep('counts rows')
  // As many at a time as there are connections; the rest waits for one.
  const [found, expected] = await Promise.all([
    analyzeSchema(database),
    Promise.all(
      schema.tables.filter(isWhole).map(async (table) => {
        const name = maskingTableName(schema, table)
        return { table: name, expected: await countSource(input, table, name) }
      }),
    ),
  ])
  const sides = sidesOf(input, database, found)
  const asked: VerificationCheck[] = []
  const take = async (title: string, some: AsyncIterable<VerificationCheck>) => {
    onStep(title)
    for await (const check of some) asked.push(check)
  }
  const soft = schema.engine === found.engine ? input.references : []
  const finder = new LeakFinder({
    policy,
    source: sides.source,
    target: sides.target,
    texts: new Map(Object.entries(found.comments).map(([id, text]) => [`comment on ${id}`, text])),
    rows: new Map(expected.map((one) => [one.table, one.expected])),
    signal,
  })
  // What the server is asked, and what is read through here, do not wait for each other.
  const [tables, leaks] = await Promise.all([
    sides.target.read(async (session) => {
      const counted: VerificationReport['tables'][number][] = []
      for (const one of expected)
        counted.push({ ...one, found: await countRows(session, sides.target.from(one.table), signal) })
      await take('asks constraints', checkConstraints(session, found, signal))
      await take(
        'looks for orphans',
        checkOrphans(
          session,
          found,
          soft,
          (pointing) => sides.source.read((other) => countOrphans(other, pointing, signal)),
          signal,
        ),
      )
      await take('reads sequences', sequenceChecks(session, found, sides.source, signal))
      await take('proves privacy', checkPrivacy(session, policy.privacy, sides.target.from, signal))
      onStep('looks for original values')
      return counted
    }),
    findLeaks(finder),
  ])
  const checks = [...schemaChecks(input.expected, found), ...tables.map(countCheck), ...asked, ...leaks]
  return {
    passed: checks.every(({ passed }) => passed),
    checks,
    tables,
    milliseconds: Math.round(performance.now() - start),
  }
}

function countCheck({ table, expected, found }: VerificationReport['tables'][number]): VerificationCheck {
  const wrong = Math.abs(expected - found)
  const text = wrong > 0 ? `${found} rows instead of ${expected}` : `${found} rows`
  return verificationCheck('row count', table, undefined, wrong, text)
}

async function findLeaks(finder: LeakFinder): Promise<VerificationCheck[]> {
  await finder.remember()
  const checks: VerificationCheck[] = []
  for await (const check of finder.find()) checks.push(check)
  return checks
}

function sidesOf(
  { source, schema }: VerifyInput,
  database: Database,
  found: SchemaDefinition,
): { source: Side; target: Side } {
  const own = new Map(schema.tables.map((table) => [maskingTableName(schema, table), table]))
  const theirs = new Map(found.tables.map((table) => [maskingTableName(found, table), table]))
  return {
    source: {
      read: (work) => source.session(work),
      from: (name) => fromOf(schema, own.get(name)),
      dialect: schema.engine,
    },
    target: {
      // SQLite puts the rows of a long answer aside, which is writing.
      read: (work) =>
        found.engine === 'sqlite'
          ? database.session(work)
          : database.transaction(
              async (session) => {
                await readAlike(session, found)
                return await work(session)
              },
              { readOnly: true },
            ),
      from: (name) => fromOf(found, theirs.get(inTarget(schema, found, own.get(name), name))),
      dialect: found.engine,
    },
  }
}

function fromOf({ engine }: SchemaDefinition, table: Table | undefined): string | undefined {
  return table && rowsOf({ dialect: engine }, table)
}

/** The name that a table has in a target of another engine. */
function inTarget(schema: SchemaDefinition, found: SchemaDefinition, table: Table | undefined, name: string): string {
  if (schema.engine === found.engine || !table) return name
  const { schema: own, name: bare } = table
  const plain = found.engine === 'sqlite' ? { schema: 'main', name: bare } : { schema: found.defaultSchema, name: bare }
  const joined = { ...plain, name: `${own}_${bare}` }
  const there = found.tables.map((one) => maskingTableName(found, one))
  return (
    [plain, joined, { ...plain, name: `${own}.${bare}` }]
      .map((one) => maskingTableName(found, one))
      .find((one) => there.includes(one)) ?? name
  )
}

async function countSource(
  { source, schema, selections, signal }: VerifyInput,
  table: Table,
  name: string,
): Promise<number> {
  const from = rowsOf({ dialect: schema.engine }, table)
  const selection = selections.get(name)
  if (!selection) return await source.session((session) => countRows(session, from, signal))
  let count = 0
  for await (const condition of selection.conditions())
    count += await source.session((session) => countRows(session, `${from} where ${condition}`, signal))
  return count
}

async function countRows(session: Session, from: string | undefined, signal: AbortSignal | undefined): Promise<number> {
  if (from === undefined) return 0
  const [row] = await session.query<{ count: number }>(`select count(*) as count from ${from}`, [], { signal })
  return Number(row?.count ?? 0)
}

function schemaChecks(expected: SchemaDefinition, found: SchemaDefinition): VerificationCheck[] {
  const { added, removed, changed } = compareSchemas(expected, found, { owners: false, privileges: false })
  const differing = [
    ...removed.map(({ id }) => `${id} is missing`),
    ...added.map(({ id }) => `${id} is too many`),
    ...changed.map(({ id, changes }) => `${id} differs in ${changes.map(({ property }) => property).join(', ')}`),
  ]
  if (differing.length === 0) return [verificationCheck('schema', '', undefined, 0, 'the schema is that of the source')]
  return [verificationCheck('schema', '', undefined, differing.length, summary(differing))]
}

function summary(items: readonly string[]): string {
  const shown = items.slice(0, 5).join('; ')
  return items.length > 5 ? `${shown}; and ${items.length - 5} more` : shown
}

/** A sequence that is behind in the source as well may stay so. */
async function* sequenceChecks(
  session: Session,
  found: SchemaDefinition,
  source: Side,
  signal: AbortSignal | undefined,
): AsyncGenerator<VerificationCheck> {
  let known: ReadonlyMap<string, number> | undefined
  for await (const check of checkSequences(session, found, signal)) {
    if (check.passed || source.dialect !== 'postgres') {
      yield check
      continue
    }
    known ??= await source.read((other) => behind(other, found, signal))
    const before = known.get(`${check.table} ${check.column}`) ?? 0
    yield before >= check.count
      ? { ...check, passed: true, count: 0, message: `${check.message}, as in the source` }
      : check
  }
}

async function behind(
  session: Session,
  definition: SchemaDefinition,
  signal: AbortSignal | undefined,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const { table, column, count } of checkSequences(session, definition, signal))
    counts.set(`${table} ${column}`, count)
  return counts
}
