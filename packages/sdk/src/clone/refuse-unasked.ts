import type { CompiledPolicy, PassingRows } from '../anonymize/compiled-policy.ts'
import { columnIdentity } from '../anonymize/policy/identity.ts'
import { type PolicyProblem, policyError } from '../anonymize/policy/policy-problem.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import { messageOf } from '../errors.ts'
import type { GuardedSource } from '../safety/guarded-source.ts'
import { conditionProblem } from './subset/condition-problem.ts'
import { sourceSide } from './verify/sides.ts'

/**
 * The verification asks the source itself which rows a `when` lets through. One that the source does not understand is
 * refused before anything is copied; no row is read for that.
 */
export async function refuseUnasked(
  source: GuardedSource,
  schema: SchemaDefinition,
  { tables }: CompiledPolicy,
): Promise<void> {
  const { read, from, dialect } = sourceSide(source, schema)
  const problems: PolicyProblem[] = []
  for (const [table, { columns }] of tables)
    for (const { name, passes = [] } of columns)
      for (const condition of passes.flatMap(whenOf)) {
        const path = columnIdentity(table, name)
        const wrong = conditionProblem(condition, dialect)
        if (wrong !== undefined) problems.push({ path, message: `has a when that ${wrong}` })
        else
          await read((session) =>
            session.transaction((inner) =>
              inner.query(`select 1 as n from ${from(table)} where (${condition}) is false limit 0`),
            ),
          ).catch((thrown: unknown) => {
            problems.push({ path, message: `has a when that the source refuses: ${messageOf(thrown)}` })
          })
      }
  if (problems.length > 0)
    throw policyError('POLICY_INVALID', 'hold the policy against the source', 'The policy cannot be verified', problems)
}

function whenOf(rows: PassingRows): string[] {
  if ('failing' in rows) return [rows.failing]
  return 'and' in rows && rows.and ? whenOf(rows.and) : []
}
