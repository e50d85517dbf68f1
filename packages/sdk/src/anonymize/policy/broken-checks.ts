import { UnderstudyError } from '../../errors.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import type { Dialect } from '../../model/expression/term.ts'
import { walk } from '../../model/expression/walk.ts'
import type { TableMask } from '../compiled-policy.ts'
import type { ScalarType } from '../masking-schema.ts'
import { crossed } from './crossed-checks.ts'
import type { Findings } from './findings.ts'
import { masked, rowOf } from './probe.ts'
import { type RowCondition, rowCondition } from './row-condition.ts'
import { misfit, sampleValues } from './sample-values.ts'

/**
 * Holds masks against the checks of their table: what a check lets pass, and does not once it is masked, is refused
 * before any row. Made-up values and those that the check itself names are tried. Answers a sentence for each check that
 * nobody could try.
 */
export function brokenChecks({ table, columns, group }: TableMask, dialect: Dialect, findings: Findings): string[] {
  const masks = new Map(columns.filter(({ mask }) => mask !== undefined).map((column) => [column.name, column]))
  if (masks.size === 0) return []
  return table.checks.flatMap((check) => {
    const condition = understood(check, table, dialect)
    const touched = condition?.reads.filter((name) => masks.has(name)) ?? []
    if (condition && touched.length === 0) return []
    const [name = ''] = condition?.reads ?? []
    const type = table.columns.find((column) => column.name === name)?.value
    const mask = masks.get(name)?.mask
    const untold = [`${table.name}: nobody could tell beforehand whether masked rows pass the check ${check}`]
    if (condition && condition.reads.length > 1) {
      const found = crossed({ table, columns, group }, check, condition, (type) => candidates(check, type))
      if (found === 'broken') {
        const [first = name] = touched
        const others = touched.filter((one) => one !== first).join(', ')
        const alike = others === '' ? 'keep it' : `keep it and ${others}, or shift their dates alike, by one subject`
        findings.ofColumn('TRANSFORM_UNFIT', table.name, first, `would break the check ${check}: ${alike}`)
      }
      return found === 'unknown' ? untold : []
    }
    if (condition === undefined || type?.kind !== 'scalar' || !mask) return untold
    const broken = candidates(check, type).some((text) => {
      if (condition.holds(rowOf(name, text)) !== true) return false
      const result = masked(mask, text, rowOf(name, text))
      return result !== undefined && result !== null && condition.holds(rowOf(name, result)) === false
    })
    if (broken) {
      const bounds = masks.get(name)?.transform?.name === 'key-integer' && condition.holds(rowOf(name, '0')) === false
      const instead = bounds ? ': "options": { "low": 1, "high": 2147483647 } never makes a 0' : ''
      findings.ofColumn('TRANSFORM_UNFIT', table.name, name, `would break the check ${check}${instead}`)
    }
    return []
  })
}

function understood(check: string, table: TableMask['table'], dialect: Dialect): RowCondition | undefined {
  try {
    return rowCondition(check, table, dialect)
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError && thrown.code === 'EXPRESSION_INVALID')) throw thrown
    return undefined
  }
}

/** Of so few some mask makes a 0, which many checks are about. */
const digits = Array.from({ length: 10 }, (_, digit) => String(digit))

/** Made-up values of the type, and what stands in the check, with the whole numbers next to it. */
function candidates(check: string, type: ScalarType): string[] {
  const named = [...walk(parseExpression(check))].flatMap((part) => {
    if (part.type !== 'literal' || part.kind === 'null') return []
    if (part.kind === 'boolean') return [String(part.value)]
    if (part.kind !== 'number' || !/^\d{1,18}$/.test(part.text)) return [part.text]
    const number = BigInt(part.text)
    return [number, number - 1n, number + 1n, -number].map(String)
  })
  return [...new Set([...named, ...(type.form === 'integer' ? digits : []), ...sampleValues(type)])].filter(
    (text) => misfit(type, text) === undefined,
  )
}
