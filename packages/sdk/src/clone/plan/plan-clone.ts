import type { CompiledPolicy } from '../../anonymize/compiled-policy.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import { planPostgres } from '../../catalog/migration/postgres/plan.ts'
import type { MigrationStep } from '../../catalog/migration/step.ts'
import { UnderstudyError } from '../../errors.ts'
import type { ClonePlan, RowSelection, TablePlan } from '../clone-plan.ts'
import { planLargeObjects } from '../large-objects/plan-large-objects.ts'
import { bareDefinition } from './bare-definition.ts'
import { clonedDefinition } from './cloned-definition.ts'
import { type DataTable, dataTables, tableName } from './data-tables.ts'
import { emptyDefinition } from './empty-definition.ts'
import { estimateRows, type Size } from './estimate-rows.ts'
import { personalTextNotes } from './personal-text-notes.ts'
import { planHash } from './plan-hash.ts'
import type { SourceStatistics } from './read-statistics.ts'
import type { TargetServer } from './read-target-server.ts'
import { transferOf } from './transfer.ts'

export interface PlanInput {
  /** Names for people. */
  readonly source: string
  readonly target: string
  readonly schema: SchemaDefinition
  readonly policy: CompiledPolicy
  readonly selections: ReadonlyMap<string, RowSelection>
  readonly statistics: SourceStatistics
  /** What the target's server has; privileges of roles are left out where it is not known. */
  readonly server: TargetServer | undefined
}

/** All that a clone from Postgres to Postgres will do. */
export function planClone(input: PlanInput): ClonePlan {
  const { source, target, policy, statistics } = input
  refuseForeignParts(input.schema)
  const objects = planLargeObjects(policy, statistics.largeObjects)
  const { definition, notes } = clonedDefinition(input.schema, input.server)
  const bare = bareDefinition(definition)
  const before = stepsBetween(emptyDefinition(definition), bare)
  const after = stepsBetween(bare, definition)
  const data = dataTables(definition, policy)
  const tables = data.map((table) => tablePlan(table, data, input))
  const plan = {
    source,
    target,
    engines: { source: 'postgres', target: 'postgres' },
    tables,
    before,
    after,
    largeObjects: objects.decision,
    policy: { fingerprint: policy.fingerprint, keyId: policy.keyId },
    waivers: policy.waivers,
    notes: [
      ...notes,
      ...foreignNotes(definition),
      ...objects.notes,
      ...policy.notes,
      ...personalTextNotes(definition),
      'Rows travel uncompressed: nothing between two Postgres servers could pack and unpack them.',
    ],
    rows: tables.reduce((sum, { rows }) => sum + rows, objects.rows),
    bytes: tables.reduce((sum, { bytes }) => sum + bytes, objects.bytes),
  } as const
  return { ...plan, hash: planHash(plan) }
}

function tablePlan(data: DataTable, all: readonly DataTable[], { selections, statistics }: PlanInput): TablePlan {
  const { name, root, mask, columns } = data
  const sizeOf = (table: string): Size => statistics.tables.get(table) ?? { rows: 0, bytes: 0 }
  const ofWhole = selections.get(tableName(root))
  const selection = ofWhole ?? selections.get(name)
  const parts = all.filter((one) => (ofWhole ? tableName(one.root) === tableName(root) : one === data))
  return {
    table: name,
    policyTable: tableName(root),
    group: mask.group,
    transfer: transferOf(data),
    ...estimateRows(
      sizeOf(name),
      parts.map((one) => sizeOf(one.name)),
      selection,
    ),
    masked: columns.flatMap(({ column, mask: { transform, mask } }) =>
      mask === undefined || transform === undefined
        ? []
        : [{ column: column.name, transform: transform.name, version: transform.version }],
    ),
    kept: columns.flatMap(({ column, mask: { mask } }) => (mask === undefined ? [column.name] : [])),
    selection: selection === undefined ? undefined : { rows: selection.rows, why: selection.why },
  }
}

function stepsBetween(from: SchemaDefinition, to: SchemaDefinition): readonly MigrationStep[] {
  const { steps, refused } = planPostgres(from, to, { apart: true })
  if (refused.length === 0) return steps
  throw new UnderstudyError('CLONE_FAILED', {
    operation: 'plan clone',
    message: `The source's schema cannot be made anew: ${refused.map(({ object, why }) => `${object}: ${why}`).join('; ')}`,
    hint: refused.map(({ hint }) => hint).join(' '),
  })
}

/** A table of which some rows are in another database would be copied in part, or not masked in part. */
function refuseForeignParts({ tables }: SchemaDefinition): void {
  const parts = tables.filter(({ kind, bound }) => kind === 'foreign' && bound !== null).map(tableName)
  if (parts.length === 0) return
  throw new UnderstudyError('CLONE_FAILED', {
    operation: 'plan clone',
    message: `${parts.join(', ')}: a foreign table that is a partition, whose rows are in another database, cannot be copied with its table`,
    hint: 'Clone a source in which it is detached, or its rows are in a partition of the database itself.',
    details: { stands: 'nothing was changed' },
  })
}

function foreignNotes({ tables }: SchemaDefinition): string[] {
  return tables
    .filter(({ kind }) => kind === 'foreign')
    .map(
      (table) =>
        `Rows of the foreign table ${tableName(table)} are not copied: they are in another database, where the target reads them too, as they are.`,
    )
}
