import { UnderstudyError } from '../../errors.ts'
import type { Batch } from '../../model/batch.ts'
import type { FieldDefinition } from '../../model/schema.ts'
import { keyColumn } from '../columns/key-column.ts'
import { KeySet } from '../columns/key-set.ts'
import { FAIL, PASS } from '../columns/verdict.ts'
import { columnsRead, RowExpression } from '../evaluate/row-expression.ts'
import type { PatchedRows } from '../improvement.ts'
import type { RowSource } from '../row-source.ts'
import { kindOf, type Rule, type RuleOf } from '../rules.ts'
import { usualValues } from './usual-values.ts'

/** The rows of a batch that are meant, in order; batches come in the order in which the source has them. */
export type Chooser = (batch: Batch) => readonly number[]

export interface ChoosingContext {
  readonly fields: ReadonlyMap<string, FieldDefinition> | undefined
  readonly now: Date
  readonly signal: AbortSignal | undefined
}

/** What a choice reads of the rows that it is made among. */
export function columnsOfChoice(where: PatchedRows): readonly string[] {
  if (typeof where === 'string') return columnsRead(where)
  const { failing: rule } = where
  return [...kindOf(rule).columns(rule), ...(rule.where === undefined ? [] : columnsRead(rule.where))]
}

/** Begins to choose: reads other entities first where the choice needs them. */
export async function startChoosing(where: PatchedRows, source: RowSource, context: ChoosingContext): Promise<Chooser> {
  if (typeof where === 'string') return matching(where, context, PASS)
  const { failing: rule } = where
  switch (rule.type) {
    case 'foreignKey':
      return await orphans(rule, source, context)
    case 'functionalDependency':
      return await unusual(rule, source, context)
    default:
      return failing(rule, context)
  }
}

function matching(text: string, { fields, now }: ChoosingContext, verdict: number): Chooser {
  const condition = new RowExpression(text, fields, now)
  return (batch) => {
    const verdicts = new Uint8Array(batch.length)
    condition.judge(batch, verdicts)
    if (condition.trouble !== undefined) throw unfit(text, condition.trouble)
    return rowsWith(verdicts, (one) => one === verdict)
  }
}

/** Rows that fail a rule which looks at each row, or at each row and those before it. */
function failing(
  rule: Exclude<Rule, { readonly type: 'foreignKey' | 'functionalDependency' }>,
  context: ChoosingContext,
): Chooser {
  const { fields, now } = context
  const evaluation = kindOf(rule).start(rule, { fields, now, samples: Number.POSITIVE_INFINITY })
  const rows = evaluation.failing
  if (rows === undefined) throw unfit(rule.id, `which rows fail a rule of type ${rule.type} is known at the end only`)
  const passes = passesOf(rule, context)
  let seen = 0
  return (batch) => {
    evaluation.add(batch, passes(batch))
    const chosen = rows.slice(seen).map((row) => row - batch.firstRow)
    seen = rows.length
    return chosen
  }
}

/** Rows that do not have the value which most of those have that agree with them. */
async function unusual(
  rule: RuleOf<'functionalDependency'>,
  source: RowSource,
  context: ChoosingContext,
): Promise<Chooser> {
  const { entity, columns, determines, where } = rule
  if (where !== undefined) throw unfit(rule.id, 'which of the rows that are meant agree is not looked for')
  const { signal } = context
  const usual = await usualValues(source, { entity, signal }, columns, determines)
  return (batch) => {
    const differs = usual.differsIn(batch)
    return Array.from({ length: batch.length }, (_, row) => row).filter(differs)
  }
}

async function orphans(rule: RuleOf<'foreignKey'>, source: RowSource, context: ChoosingContext): Promise<Chooser> {
  const { columns, parent, parentColumns } = rule
  const parents = new KeySet()
  const { signal } = context
  for await (const batch of source.batches({
    entities: [parent],
    columns: new Map([[parent, new Set(parentColumns)]]),
    signal,
  })) {
    const { low, high, nulls } = keyColumn(batch, parentColumns)
    for (let row = 0; row < batch.length; row++) if (nulls?.[row] !== 1) parents.add(low[row]!, high[row]!)
  }
  const passes = passesOf(rule, context)
  return (batch) => {
    const { low, high, nulls } = keyColumn(batch, columns)
    const considered = passes(batch)
    const verdicts = new Uint8Array(batch.length)
    for (let row = 0; row < batch.length; row++) {
      if (nulls?.[row] === 1 || considered?.[row] === 0) continue
      if (!parents.has(low[row]!, high[row]!)) verdicts[row] = FAIL
    }
    return rowsWith(verdicts, (verdict) => verdict === FAIL)
  }
}

/** 0 for the rows that the rule's "where" leaves out; undefined where it has none. */
function passesOf({ where }: Rule, context: ChoosingContext): (batch: Batch) => Uint8Array | undefined {
  if (where === undefined) return () => undefined
  const choose = matching(where, context, PASS)
  return (batch) => {
    const passes = new Uint8Array(batch.length)
    for (const row of choose(batch)) passes[row] = 1
    return passes
  }
}

function rowsWith(verdicts: Uint8Array, is: (verdict: number) => boolean): number[] {
  const rows: number[] = []
  for (const [row, verdict] of verdicts.entries()) if (is(verdict)) rows.push(row)
  return rows
}

function unfit(at: string, why: string): UnderstudyError {
  return new UnderstudyError('IMPROVEMENT_UNFIT', {
    operation: 'apply the improvement',
    at,
    message: `The rows cannot be chosen: ${why}`,
  })
}
