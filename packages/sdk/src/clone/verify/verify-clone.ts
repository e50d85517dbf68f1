import type { CompiledPolicy } from '../../anonymize/compiled-policy.ts'
import type { SoftReference } from '../../anonymize/policy.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import { compareSchemas } from '../../catalog/diff/compare-schemas.ts'
import type { Session } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import type { RowSelection } from '../clone-plan.ts'
import { definitionTexts } from '../definition-texts.ts'
import { isOfDefinition, type VerificationCheck, type VerificationReport, verificationCheck } from '../verification.ts'
import { checkConstraints } from './check-constraints.ts'
import { checkLargeObjects } from './check-large-objects.ts'
import { checkOrphans, countOrphans } from './check-orphans.ts'
import { checkPrivacy } from './check-privacy.ts'
import { checkSequences } from './check-sequences.ts'
import { countRows } from './count-rows.ts'
import type { LeakFinder } from './leaks/find-leaks.ts'
import type { LeakTarget, Side } from './leaks/leak-search.ts'
import { type Originals, readOriginals } from './read-originals.ts'
import { sourceSide, targetSide } from './sides.ts'

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
  /** Large objects are not in the target, whatever the policy says of them. */
  readonly withoutLargeObjects?: boolean | undefined
  /** Where hashes are put aside: the folder for temporary files where nothing is said. */
  readonly folder?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Read of the source while the target was made; where that failed they are read now. */
  readonly originals?: Promise<Originals> | undefined
  /** What is looked at now. */
  readonly onStep?: ((title: string) => void) | undefined
}

/**
 * Reads a clone back and holds it against its source. It counts, compares and searches by itself: nothing that found,
 * masked or copied anything has a say in it.
 */
export async function verifyClone(input: VerifyInput): Promise<VerificationReport> {
  const early = input.originals?.catch(() => undefined) ?? Promise.resolve(undefined)
  const originals = early.then((read) => read ?? readOriginals({ ...input, engine: input.expected.engine }))
  try {
    return await verify(input, originals)
  } finally {
    await originals.then(
      ({ finder }) => finder.close(),
      () => {},
    )
  }
}

async function verify(input: VerifyInput, originals: Promise<Originals>): Promise<VerificationReport> {
  const start = performance.now()
  const { schema, policy, signal, onStep = () => {} } = input
  await using database = await connect(input.target, { create: false, maxConnections: 3 })
  onStep('counts rows')
  const [found, { rows: expected, finder }] = await Promise.all([analyzeSchema(database), originals])
  const sides = { source: sourceSide(input.source, schema), target: targetSide(schema, database, found) }
  const asked: VerificationCheck[] = []
  const take = async (title: string, some: AsyncIterable<VerificationCheck>) => {
    onStep(title)
    for await (const check of some) asked.push(check)
  }
  const soft = schema.engine === found.engine ? input.references : []
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
      if (schema.engine === 'postgres' && found.engine === 'postgres') {
        const objects = {
          schema,
          selections: input.selections,
          rule: input.withoutLargeObjects ? ('left out' as const) : policy.largeObjects,
          source: input.source,
          target: session,
          signal,
        }
        await take('reads large objects', checkLargeObjects(objects))
      }
      await take('proves privacy', checkPrivacy(session, policy.privacy, sides.target.from, signal))
      onStep('looks for original values')
      return counted
    }),
    findLeaks(finder, { side: sides.target, texts: definitionTexts(found) }, policy),
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

/** What a waiver of the policy lets through is looked for and told all the same. */
async function findLeaks(finder: LeakFinder, target: LeakTarget, policy: CompiledPolicy): Promise<VerificationCheck[]> {
  const checks: VerificationCheck[] = []
  for await (const check of finder.find(target)) {
    const waived = !check.passed && isWaived(check, policy)
    checks.push(
      waived ? { ...check, passed: true, message: `${check.message}, let through by a waiver of the policy` } : check,
    )
  }
  return checks
}

function isWaived(check: VerificationCheck, { definition, tables }: CompiledPolicy): boolean {
  if (isOfDefinition(check)) return definition?.has(check.table) ?? false
  const column = tables.get(check.table)?.columns.find(({ name }) => name === check.column)
  return column?.decision === 'waived'
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
