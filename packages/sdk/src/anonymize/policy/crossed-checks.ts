import type { Expression } from '../../model/expression/ast.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import { childrenOf } from '../../model/expression/walk.ts'
import type { ColumnMask, TableMask } from '../compiled-policy.ts'
import type { ScalarType } from '../masking-schema.ts'
import type { RowValues } from '../transform.ts'
import { transforms } from '../transforms/registry.ts'
import { masked } from './probe.ts'
import type { RowCondition } from './row-condition.ts'

/** Values of a column that a check over it and others is tried with. */
export type Candidates = (type: ScalarType) => readonly string[]

const mostRows = 300
const subjects = ['1', '2', '3', '4', '5', '6']
/** Near each other, as no other samples are: so masks that move them apart are seen to. */
const near = ['2024-03-01', '2024-03-02', '2024-03-09']
const nearMoments = near.map((day) => `${day}T10:00:00`)

/**
 * What masks do to a check over several columns. broken: a made-up row passes it, and does not once it is masked. held:
 * no row can, since the check only asks what masks leave, NULL or not, and which of two moments of one subject that are
 * moved alike is the later one. unknown: anything else.
 */
export function crossed(
  { table, columns }: TableMask,
  check: string,
  condition: RowCondition,
  candidates: Candidates,
): 'broken' | 'held' | 'unknown' {
  const types = new Map(table.columns.map(({ name, value }) => [name, value]))
  const masks = new Map(columns.flatMap((one) => (one.mask === undefined ? [] : [[one.name, one] as const])))
  const known = condition.reads.flatMap((name) => {
    const type = types.get(name)
    return type?.kind === 'scalar' ? [{ name, values: [...nearOf(type), ...candidates(type)] }] : []
  })
  if (known.length === condition.reads.length && breaks(known, condition, masks)) return 'broken'
  const nullable = new Set(table.columns.flatMap((one) => (one.nullable ? [one.name] : [])))
  return isHeld(parseExpression(check), masks, nullable) ? 'held' : 'unknown'
}

function nearOf({ form }: ScalarType): readonly string[] {
  if (form === 'date') return near
  if (form === 'timestamp') return nearMoments
  return form === 'instant' ? nearMoments.map((text) => `${text}Z`) : []
}

function breaks(
  columns: readonly { readonly name: string; readonly values: readonly string[] }[],
  condition: RowCondition,
  masks: ReadonlyMap<string, ColumnMask>,
): boolean {
  const whose = [...masks.values()].some(({ reads }) => reads.length > 0) ? subjects : subjects.slice(0, 1)
  const most = Math.floor((mostRows / whose.length) ** (1 / columns.length) * 1.5)
  return rowsOf(columns.map(({ name, values }) => ({ name, values: values.slice(0, Math.max(2, most)) }))).some((row) =>
    whose.some((subject) => {
      const before: RowValues = { text: (name) => row.get(name) ?? subject }
      if (condition.holds(before) !== true) return false
      const after = new Map<string, string | null>()
      for (const [name, text] of row) {
        const mask = masks.get(name)?.mask
        const result = mask === undefined ? text : masked(mask, text, before)
        if (result === undefined) return false
        after.set(name, result)
      }
      return condition.holds({ text: (name) => after.get(name) ?? null }) === false
    }),
  )
}

function rowsOf(
  columns: readonly { readonly name: string; readonly values: readonly string[] }[],
): Map<string, string>[] {
  return columns.reduce<Map<string, string>[]>(
    (rows, { name, values }) => rows.flatMap((row) => values.map((value) => new Map([...row, [name, value]]))),
    [new Map()],
  )
}

/** Every place of a masked column in it is one that masks leave as it is. */
function isHeld(part: Expression, masks: ReadonlyMap<string, ColumnMask>, nullable: ReadonlySet<string>): boolean {
  const maskOf = (expression: Expression) => (expression.type === 'field' ? masks.get(expression.name) : undefined)
  switch (part.type) {
    case 'field':
      return !masks.has(part.name)
    case 'is': {
      const mask = maskOf(part.operand)
      return mask !== undefined && part.test === 'null' ? leavesValues(mask) : isHeld(part.operand, masks, nullable)
    }
    case 'compare': {
      const [left, right] = [maskOf(part.left), maskOf(part.right)]
      if (left && right) return areMovedAlike(left, right, nullable)
      break
    }
    default:
  }
  return childrenOf(part).every((one) => isHeld(one, masks, nullable))
}

/** No value becomes NULL: of transforms of one's own, and what gives what it is told, nobody knows. */
function leavesValues({ transform }: ColumnMask): boolean {
  const name = transform?.name ?? ''
  return (
    !['null', 'expression', 'template', 'one-of', 'constant'].includes(name) &&
    transforms().some((one) => one.name === name)
  )
}

/** By days of the row's subject, which there is in every row. That they are as many for both, trials have shown. */
function areMovedAlike(one: ColumnMask, other: ColumnMask, nullable: ReadonlySet<string>): boolean {
  const subject = [...one.reads].sort()
  return (
    one.transform?.name === 'date-shift' &&
    other.transform?.name === 'date-shift' &&
    subject.length > 0 &&
    subject.every((name) => !nullable.has(name)) &&
    [...other.reads].sort().join() === subject.join()
  )
}
