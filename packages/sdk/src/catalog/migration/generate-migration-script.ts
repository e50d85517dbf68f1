import type { SchemaDefinition } from '../definition.ts'
import { fingerprintOf } from '../diff/fingerprint.ts'
import type { Rename } from '../diff/schema-diff.ts'
import { type Plan, type PlanOptions, planPostgres } from './postgres/plan.ts'
import { planSqlite } from './sqlite/plan.ts'
import type { MigrationScript } from './step.ts'

export type MigrationOptions = PlanOptions

/** The way from schema a to schema b, and the way back. */
export function generateMigrationScript(
  a: SchemaDefinition,
  b: SchemaDefinition,
  options: MigrationOptions = {},
): MigrationScript {
  const up = plan(a, b, options)
  const down = plan(b, a, { ...options, renames: (options.renames ?? []).map(reversed) })
  return {
    engine: a.engine,
    from: fingerprintOf(a),
    to: fingerprintOf(b),
    up: up.steps,
    down: down.steps,
    refused: [...up.refused, ...down.refused],
  }
}

function plan(a: SchemaDefinition, b: SchemaDefinition, options: MigrationOptions): Plan {
  return b.engine === 'postgres' ? planPostgres(a, b, options) : planSqlite(a, b, options.renames ?? [])
}

function reversed({ from, to }: Rename): Rename {
  return { from: to, to: from }
}
