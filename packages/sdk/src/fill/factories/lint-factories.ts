import { analyzeSchema } from '../../catalog/analyze.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import { toModel } from '../../catalog/to-model.ts'
import type { Session } from '../../database/adapter.ts'
import { type ErrorCode, messageOf, UnderstudyError } from '../../errors.ts'
import { factoryConnection } from '../../factory/connection.ts'
import { describeFactory, type FactoryDescription } from '../../factory/describe-factory.ts'
import type { Factory, FactoryTypes } from '../../factory/factory.ts'
import { narrowEntity } from '../../generate/narrowed.ts'
import type { Domain } from '../../model/expression/domain.ts'
import { parseSchema } from '../../model/parse.ts'
import { writerFor } from './database-writer.ts'
import { FactoryTables } from './factory-tables.ts'
import type { MismatchKind } from './mismatch.ts'
import { mismatches } from './mismatches.ts'
import { sqlClass } from './sql-class.ts'

/** Any factory: lint looks at each by its description, and creates rows of it. */
type AnyFactory = Pick<Factory<FactoryTypes>, 'name' | 'entity'>

export interface LintRequest {
  readonly factories: Readonly<Record<string, AnyFactory>> | readonly AnyFactory[]
  readonly database: Session
  /** By factory: what its required fields are given. */
  readonly overrides?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** By factory and trait: the arguments of traits that take some. */
  readonly arguments?: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>
}

export interface LintProblem {
  readonly factory: string
  /** Null for the factory alone. */
  readonly trait: string | null
  /** Found by comparing with the catalog, or by making rows and writing them. */
  readonly found: 'by comparing' | 'by creating'
  readonly kind: MismatchKind | undefined
  readonly code: ErrorCode
  readonly sqlstate: string | undefined
  /** What the first two characters of the SQLSTATE stand for. */
  readonly class: string | undefined
  readonly at: string
  readonly message: string
  readonly hint: string
}

export interface LintReport {
  /** How many pairs of factory and trait had rows written. */
  readonly created: number
  readonly problems: readonly LintProblem[]
  readonly skipped: readonly { readonly factory: string; readonly trait: string | null; readonly reason: string }[]
}

/** Rows of each pair: two that are equal where they must not be show by then. */
const rowsEach = 3

/**
 * Compares every factory with the catalog, then creates rows of every factory with every trait, in one transaction that
 * is rolled back. It reports whatever does not fit, all of it at once.
 */
export async function lint(request: LintRequest): Promise<LintReport> {
  const { database, factories } = request
  const definition = await analyzeSchema(database)
  const tables = new FactoryTables(definition, database.capabilities)
  const domainsOf = columnDomains(definition, database)
  const problems: LintProblem[] = []
  const described: { factory: AnyFactory; description: FactoryDescription }[] = []
  for (const factory of Array.isArray(factories) ? factories : Object.values(factories)) {
    const description = await describeFactory(factory)
    described.push({ factory, description })
    problems.push(...compared(description, tables, domainsOf))
  }
  const skipped: { factory: string; trait: string | null; reason: string }[] = []
  let created = 0
  await rolledBack(database, async (transaction) => {
    for (const { factory, description } of described) {
      for (const pair of pairsOf(description, request)) {
        if ('reason' in pair) {
          skipped.push(pair)
          continue
        }
        created++
        const problem = await attempt(transaction, tables, factory, pair, request.overrides?.[factory.name] ?? {})
        if (problem) problems.push(problem)
      }
    }
  })
  return { created, problems, skipped }
}

/** For a test that has nothing else to say: fails with every problem in one message. */
export function refuseProblems({ problems }: LintReport): void {
  if (problems.length === 0) return
  const lines = problems.map(
    ({ factory, trait, at, message }) => `${trait === null ? factory : `${factory} with ${trait}`}: ${at}: ${message}`,
  )
  throw new UnderstudyError('LINT_FAILED', {
    operation: 'lint factories',
    at: problems[0]!.at,
    message: `factories and database do not fit:\n${lines.join('\n')}`,
    hint: problems[0]!.hint,
    details: { problems },
  })
}

function compared(
  factory: FactoryDescription,
  tables: FactoryTables,
  domainsOf: (table: string) => ReadonlyMap<string, Domain>,
): LintProblem[] {
  const usual = {
    factory: factory.name,
    trait: null,
    found: 'by comparing',
    sqlstate: undefined,
    class: undefined,
  } as const
  try {
    const domains = domainsOf(keyOf(tables.named(factory.entity)))
    return mismatches(factory, tables, domains).map((one) => ({ ...usual, ...one, code: 'FACTORY_INVALID' }))
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError)) throw thrown
    const { code, message, hint, at = factory.name } = thrown
    return [{ ...usual, kind: code === 'TABLE_UNKNOWN' ? 'table' : undefined, code, at, message, hint }]
  }
}

/** What CHECK constraints leave to each column, by table. */
function columnDomains(definition: Awaited<ReturnType<typeof analyzeSchema>>, { dialect }: Session) {
  const schema = parseSchema(toModel(definition).schema)
  const byTable = new Map(
    schema.entities.map((entity) => [
      keyOf({ schema: entity.table?.schema ?? definition.defaultSchema, name: entity.table?.name ?? entity.name }),
      entity,
    ]),
  )
  return (table: string): ReadonlyMap<string, Domain> => {
    const entity = byTable.get(table)
    if (!entity) return new Map()
    return narrowEntity(
      entity,
      schema.constraints.filter((one) => one.entity === entity.name),
      { dialect },
    ).domains
  }
}

interface Pair {
  readonly factory: string
  readonly trait: string | null
  readonly arguments: readonly unknown[]
}

function pairsOf(
  { name, traits, required }: FactoryDescription,
  request: LintRequest,
): (Pair | LintReport['skipped'][number])[] {
  const given = request.overrides?.[name] ?? {}
  const missing = required.filter((field) => given[field] === undefined)
  const all = [{ name: null, takesArguments: false }, ...traits]
  return all.map(({ name: trait, takesArguments }) => {
    if (missing.length > 0)
      return {
        factory: name,
        trait,
        reason: `it requires ${missing.join(', ')}: lint({ …, overrides: { ${name}: { ${missing[0]}: … } } })`,
      }
    const args = trait === null ? [] : request.arguments?.[name]?.[trait]
    if (takesArguments && args === undefined)
      return {
        factory: name,
        trait,
        reason: `the trait takes arguments: lint({ …, arguments: { ${name}: { ${trait}: […] } } })`,
      }
    return { factory: name, trait, arguments: args ?? [] }
  })
}

async function attempt(
  transaction: Session,
  tables: FactoryTables,
  factory: AnyFactory,
  { trait, arguments: args }: Pair,
  overrides: Readonly<Record<string, unknown>>,
): Promise<LintProblem | undefined> {
  try {
    await rolledBack(transaction, async (savepoint) => {
      const connected = creatable(factory).for(factoryConnection(writerFor(savepoint, tables)))
      await (trait === null ? connected : connected.with([trait, ...args])).createMany(rowsEach, overrides)
      if (!savepoint.capabilities.defersEveryForeignKey) await savepoint.execute('set constraints all immediate')
    })
    return undefined
  } catch (thrown) {
    if (isLost(thrown)) throw thrown
    const error = thrown instanceof UnderstudyError ? thrown : undefined
    const state = error && sqlClass(error.details)
    return {
      factory: factory.name,
      trait,
      found: 'by creating',
      kind: undefined,
      code: error?.code ?? 'FACTORY_INVALID',
      sqlstate: state?.sqlstate,
      class: state?.class,
      at: error?.at ?? placeOf(error, factory.name),
      message: messageOf(thrown),
      hint: error?.hint ?? `The factory ${factory.name} threw this itself: correct its functions and hooks.`,
    }
  }
}

function placeOf(error: UnderstudyError | undefined, factory: string): string {
  const { table, column, constraint } = error?.details ?? {}
  return [table ?? factory, column ?? constraint].filter((part) => part !== undefined).join('.')
}

function isLost(thrown: unknown): boolean {
  return thrown instanceof UnderstudyError && (thrown.code === 'CONNECTION_LOST' || thrown.code === 'CONNECTION_CLOSED')
}

interface Creatable {
  for(connection: ReturnType<typeof factoryConnection>): Creatable
  with(use: readonly [string, ...unknown[]]): Creatable
  createMany(count: number, overrides: object): Promise<unknown>
}

/** Every factory is one; what it requires is looked at before. */
function creatable(factory: AnyFactory): Creatable {
  return factory as unknown as Creatable
}

class RolledBack extends Error {}

/** Nothing of what `run` writes stays. */
async function rolledBack(database: Session, run: (transaction: Session) => Promise<void>): Promise<void> {
  try {
    await database.transaction(async (transaction) => {
      await run(transaction)
      throw new RolledBack()
    })
  } catch (thrown) {
    if (!(thrown instanceof RolledBack)) throw thrown
  }
}
