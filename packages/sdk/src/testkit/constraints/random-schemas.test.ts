import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitrarySchema } from '../../../test/arbitrary-ddl.ts'
import { postgresField } from '../../../test/filling.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import type { ConstraintFinding } from './constraint-report.ts'
import { testConstraints } from './test-constraints.ts'

const field = await postgresField('random_constraints')
const rounds = Number(process.env.UNDERSTUDY_RANDOM_SCHEMAS ?? 1)

const shown = ({ table, kind, constraint, side, verdict, reason }: ConstraintFinding) =>
  `${table} ${kind} ${constraint} ${side ?? ''} ${verdict} ${reason ?? ''}`

/** A key that says less than another, and one to itself that takes every row once: no rows break just these. */
const impossible = ({ kind, side, reason }: ConstraintFinding) =>
  (kind === 'unique' || (kind === 'foreign key' && side === 'delete')) && /\(23505\)/.test(reason ?? '')

test(`${rounds} random schemas: what holds is said to hold, and no foreign key does whose triggers are disabled`, {
  timeout: 60_000 + rounds * 20_000,
}, async () => {
  await using client = await DatabaseTestClient.open({ databaseUrl: field.url })
  await fc.assert(
    fc.asyncProperty(arbitrarySchema, async ({ ddl, tables }) => {
      await field.reset(ddl)
      const { findings } = await testConstraints(client)
      expect(findings.filter((one) => one.verdict !== 'holds' && !impossible(one)).map(shown)).toEqual([])
      await field.database.execute(tables.map((table) => `alter table ${table} disable trigger all`).join(';'))
      const disabled = await testConstraints(client)
      const keys = disabled.findings.filter(({ kind }) => kind === 'foreign key')
      expect(keys.filter((one) => one.verdict !== 'does not hold' && !impossible(one)).map(shown)).toEqual([])
      const { rows } = await field.integrity()
      expect(Object.values(rows).reduce((sum, count) => sum + count, 0)).toBe(0)
    }),
    { numRuns: rounds, seed: 20261129, endOnFailure: true },
  )
})
