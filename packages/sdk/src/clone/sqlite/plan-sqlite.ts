import type { SchemaDefinition } from '../../catalog/definition.ts'
import { objectId } from '../../catalog/identity.ts'
import { type MigrationStep, usualTimeouts } from '../../catalog/migration/step.ts'
import { quoteIdentifier } from '../../database/sqlite/quote.ts'
import type { PlanInput } from '../between/plan-input.ts'
import { estimates, tablePlans } from '../between/table-plans.ts'
import type { ClonePlan } from '../clone-plan.ts'
import { planHash } from '../plan/plan-hash.ts'
import { readSourceFacts, type SchemaObject } from './source-facts.ts'
import { virtualContent } from './virtual-content.ts'

/** SQLite to SQLite: every object by the very text that the source has it by. */
export async function planSqlite(input: PlanInput): Promise<ClonePlan> {
  const { source, schema, policy, selections, target, signal } = input
  const { objects } = await source.session(readSourceFacts, { signal })
  const rows = await source.session((session) => estimates(session, schema), { signal })
  const notes: string[] = []
  const left = leftOut(schema, notes)
  const stays = ({ table }: SchemaObject) => !left.has(table)
  const ofKind = (...kinds: SchemaObject['kind'][]) =>
    objects.filter((object) => kinds.includes(object.kind) && stays(object)).map(created)
  const before = ofKind('table', 'virtual')
  const after = [...ofKind('index'), ...ofKind('view'), ...ofKind('trigger'), ...rebuilds(schema)]
  const tables = tablePlans(
    { ...schema, tables: schema.tables.filter(({ kind }) => kind !== 'virtual') },
    policy,
    selections,
    rows,
  )
  const plan = {
    source: source.name,
    target,
    engines: { source: 'sqlite', target: 'sqlite' },
    tables,
    before: before.map((step, at) => ({ ...step, number: at + 1 })),
    after: after.map((step, at) => ({ ...step, number: before.length + at + 1 })),
    policy: { fingerprint: policy.fingerprint, keyId: policy.keyId },
    waivers: policy.waivers,
    notes,
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    bytes: tables.reduce((sum, table) => sum + table.bytes, 0),
  } as const satisfies Omit<ClonePlan, 'hash'>
  return { ...plan, hash: planHash(plan) }
}

function leftOut(schema: SchemaDefinition, notes: string[]): Set<string> {
  const left = new Set<string>()
  for (const table of schema.tables) {
    if (table.kind !== 'virtual') continue
    const { kind } = virtualContent(table)
    if (kind === 'own') {
      notes.push(`${table.name} holds what no policy decides about, as it indexes no other table: it stays empty.`)
    }
    if (kind === 'unknown') {
      left.add(table.name)
      notes.push(`${table.name} is left out: how the module ${table.accessMethod} keeps rows is not known.`)
    }
  }
  return left
}

function created({ kind, name, sql }: SchemaObject): MigrationStep {
  const called = kind === 'virtual' ? 'table' : kind
  return step(called, name, `create ${kind === 'virtual' ? 'virtual table' : kind} ${name}`, sql)
}

function rebuilds({ tables }: SchemaDefinition): MigrationStep[] {
  return tables
    .filter((table) => table.kind === 'virtual' && virtualContent(table).kind === 'rebuild')
    .map(({ name }) => {
      const quoted = quoteIdentifier(name)
      const statement = `INSERT INTO ${quoted} (${quoted}) VALUES ('rebuild')`
      return { ...step('table', name, `index the rows of ${name}`, statement), action: 'alter' }
    })
}

function step(kind: 'table' | 'index' | 'view' | 'trigger', name: string, title: string, sql: string): MigrationStep {
  return {
    number: 0,
    action: 'create',
    object: objectId(kind, 'main', name),
    title,
    statements: [sql],
    hazards: [],
    locks: [],
    transaction: 'shared',
    timeouts: usualTimeouts,
  }
}
