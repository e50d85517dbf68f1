import type { SchemaDefinition } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Session } from '../../database/adapter.ts'
import { quoteIdentifier } from '../../database/sqlite/quote.ts'
import type { ClonePlan } from '../clone-plan.ts'
import { planHash } from '../plan/plan-hash.ts'
import { convertSchema } from './convert-schema.ts'
import type { Converted } from './converted.ts'
import type { PlanInput } from './plan-input.ts'
import { uncastable } from './refuse-value.ts'
import { postgresSteps, sqliteSteps } from './steps.ts'
import { estimates, maskOf, tablePlans } from './table-plans.ts'
import { misfitCondition, zoneCondition } from './value-for-postgres.ts'

/** From Postgres to SQLite, or back: the schema converted, and what is lost by that said. */
export async function planPair(input: PlanInput): Promise<ClonePlan> {
  const { source, schema, engine, target, policy, selections, signal } = input
  const known = await source.session((session) => estimates(session, schema), { signal })
  const converted = await source.session((session) => convertFor(session, input), { signal })
  const steps = engine === 'sqlite' ? sqliteSteps(converted) : postgresSteps(converted)
  const held = schema.tables.filter((table) => converted.tables.has(maskingTableName(schema, table)))
  const tables = tablePlans({ ...schema, tables: held }, policy, selections, known)
  const plan = {
    source: source.name,
    target,
    engines: { source: source.engine, target: engine },
    tables,
    ...steps,
    policy: { fingerprint: policy.fingerprint, keyId: policy.keyId },
    waivers: policy.waivers,
    notes: [...converted.notes, ...(input.notes ?? [])],
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    bytes: tables.reduce((sum, table) => sum + table.bytes, 0),
  } as const satisfies Omit<ClonePlan, 'hash'>
  return { ...plan, hash: planHash(plan) }
}

/**
 * The schema as the target will have it. SQLite keeps any value in any column, so what is in them is looked at: for a zone
 * in moments, and, where a table is copied whole, for what its columns in Postgres could not hold.
 */
export async function convertFor(
  session: Session,
  input: Pick<PlanInput, 'schema' | 'policy' | 'selections'>,
): Promise<Converted> {
  const { schema } = input
  if (schema.engine === 'postgres') return convertSchema(schema, 'sqlite')
  const zoned = await zonedColumns(session, schema)
  const converted = convertSchema(schema, 'postgres', (table, column) => zoned.has(JSON.stringify([table, column])))
  await refuseMisfits(session, converted, input)
  return converted
}

type Counts = Readonly<Record<string, number | null>>

async function zonedColumns(session: Session, schema: SchemaDefinition): Promise<Set<string>> {
  const zoned = new Set<string>()
  for (const table of schema.tables) {
    const moments = table.columns.filter(({ type, generated }) => type.kind === 'timestamp' && generated === null)
    if (moments.length === 0 || table.kind === 'virtual') continue
    const counts = moments.flatMap(({ name }, at) => {
      const quoted = quoteIdentifier(name)
      return [`count(${quoted}) as n${at}`, `sum(${zoneCondition(quoted)}) as z${at}`]
    })
    const [found] = await session.query<Counts>(`select ${counts.join(', ')} from main.${quoteIdentifier(table.name)}`)
    for (const [at, { name }] of moments.entries()) {
      const all = found?.[`n${at}`] ?? 0
      if (all > 0 && found?.[`z${at}`] === all) zoned.add(JSON.stringify([maskingTableName(schema, table), name]))
    }
  }
  return zoned
}

async function refuseMisfits(
  session: Session,
  converted: Converted,
  { policy, selections }: Pick<PlanInput, 'policy' | 'selections'>,
): Promise<void> {
  for (const [id, { from, columns }] of converted.tables) {
    if (selections.has(id)) continue
    const masked = new Set(
      maskOf(policy, id, from).columns.flatMap(({ name, decision }) => (decision === 'mask' ? name : [])),
    )
    const kept = columns.filter(({ from }) => !masked.has(from.name))
    const counts = kept.map(({ from, way }, at) => {
      const quoted = quoteIdentifier(from.name)
      const wrong = misfitCondition(quoted, way)
      const zoned = way === 'wall clock' ? ` or ${zoneCondition(quoted)}` : ''
      return `sum(${quoted} is not null and (${wrong}${zoned})) as c${at}`
    })
    if (counts.length === 0) continue
    const [found] = await session.query<Counts>(`select ${counts.join(', ')} from main.${quoteIdentifier(from.name)}`)
    for (const [at, { from, to }] of kept.entries()) {
      const count = found?.[`c${at}`] ?? 0
      if (count > 0)
        throw uncastable(
          id,
          from.name,
          `${count} ${count === 1 ? 'value that is' : 'values that are'} no ${to.databaseType} of Postgres`,
        )
    }
  }
}
