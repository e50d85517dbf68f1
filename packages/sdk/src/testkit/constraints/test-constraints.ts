import { analyzeSchema } from '../../catalog/analyze.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import { entityNames } from '../../catalog/model/entity-names.ts'
import type { NoteCode } from '../../catalog/model/note.ts'
import { toModel } from '../../catalog/to-model.ts'
import type { Session } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import { UnderstudyError } from '../../errors.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import { undone } from './attempt.ts'
import type { ConstraintFinding, ConstraintReport } from './constraint-report.ts'
import { layGround } from './ground.ts'
import { prepareRows } from './prepare-rows.ts'
import type { Subject } from './subject.ts'
import { subjectsOf } from './subjects-of.ts'
import { testSubject } from './test-subject.ts'

export interface ConstraintTestOptions {
  /** Only tables of these schemas; all where left out. */
  readonly schemas?: readonly string[] | undefined
  /** Only these tables, as findings call them. */
  readonly tables?: readonly string[] | undefined
  /** Of the rows that are made. */
  readonly seed?: string | undefined
  readonly onFinding?: ((finding: ConstraintFinding) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

const usualSeed = 'constraints'
const told = new Set<NoteCode>(['TRIGGER_RUNS', 'RULE_RUNS', 'ROW_SECURITY', 'TABLE_UNFILLABLE'])

/**
 * Puts every constraint of a live database to the test: a row that must pass, and rows that must fail because of that
 * constraint alone. All of it happens in one transaction that is rolled back; only sequences do not go back. Locks are
 * held until then as by any INSERT and DELETE.
 */
export async function testConstraints(
  client: DatabaseTestClient,
  options: ConstraintTestOptions = {},
): Promise<ConstraintReport> {
  await using held = await client.openSession({ signal: options.signal })
  const { session } = held
  const before = await positionsOf(session)
  const report = await undone(session, (transaction) => tested(transaction, options))
  const after = await positionsOf(session)
  const movedSequences = [...after].filter(([name, at]) => before.get(name) !== at).map(([name]) => name)
  return { ...report, movedSequences }
}

async function tested(session: Session, options: ConstraintTestOptions): Promise<ConstraintReport> {
  const { schemas, seed = usualSeed, onFinding, signal } = options
  const definition = await analyzeSchema(session, schemas ? { schemas } : {})
  const model = toModel(definition)
  const nameOf = entityNames(definition.tables, definition.defaultSchema)
  refuseUnknown(options.tables ?? [], definition.tables.map(nameOf))
  await layGround(session, definition, model, seed)
  const trial = {
    session,
    dialect: session.dialect,
    definition,
    ...prepareRows(session, definition, model, seed),
  }
  const findings: ConstraintFinding[] = []
  for (const subject of chosen(definition, options, nameOf)) {
    refuseAborted(signal)
    const start = performance.now()
    const verdict = await testSubject(trial, subject)
    const milliseconds = performance.now() - start
    const finding = { ...described(subject, nameOf(subject.table)), ...verdict, milliseconds }
    findings.push(finding)
    onFinding?.(finding)
  }
  const notes = model.notes.filter(({ code }) => told.has(code))
  return { kind: 'testkit-constraints', version: 1, findings, notes, movedSequences: [] }
}

function chosen(
  definition: SchemaDefinition,
  { tables }: ConstraintTestOptions,
  nameOf: (table: Subject['table']) => string,
): Subject[] {
  const all = subjectsOf(definition)
  return tables ? all.filter(({ table }) => tables.includes(nameOf(table))) : all
}

function refuseUnknown(tables: readonly string[], known: readonly string[]): void {
  const unknown = tables.filter((table) => !known.includes(table))
  if (unknown.length === 0) return
  throw new UnderstudyError('TABLE_UNKNOWN', {
    operation: 'test constraints',
    message: `There is no table ${unknown.join(', ')} here`,
    hint: known.length === 0 ? 'The database has none.' : `There are ${known.slice(0, 20).join(', ')}.`,
  })
}

function described(subject: Subject, table: string) {
  const { name: constraint, kind, columns } = subject
  return { table, constraint, kind, columns, side: kind === 'foreign key' ? subject.side : null }
}

/** Where each sequence stands. In SQLite a rollback takes them back. */
async function positionsOf(session: Session): Promise<Map<string, string>> {
  if (session.dialect === 'sqlite') return new Map()
  const rows = await session.query<{ name: string; at: string | null }>(
    `select pg_catalog.format('%I.%I', schemaname, sequencename) as name, cast(last_value as text) as at
      from pg_catalog.pg_sequences`,
  )
  return new Map(rows.map(({ name, at }) => [name, at ?? '']))
}
