import type { Sequence } from '../catalog/definition.ts'
import type { Session } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'
import { rowsAt } from '../random/stream.ts'
import type { FillPlanner } from './planner.ts'
import type { Target, TargetTable } from './target.ts'

interface Fed {
  readonly sequence: Sequence
  readonly one: TargetTable
  readonly column: string
}

/** Columns whose values a sequence hands out when nobody gives them. */
function fedBySequences(target: Target): Fed[] {
  return [...target.tables.values()].flatMap((one) =>
    one.table.columns.flatMap(({ name, sequence }) => {
      const found = target.definition.sequences.find(
        (other) => other.schema === sequence?.schema && other.name === sequence.name,
      )
      return found ? [{ sequence: found, one, column: name }] : []
    }),
  )
}

/** Before anything is loaded: a trigger that inserts rows must not be handed a number that is about to be used. */
export async function moveSequencesAhead(session: Session, target: Target, planner: FillPlanner): Promise<void> {
  for (const { sequence, one, column } of fedBySequences(target)) {
    const plan = planner.entityPlan(one.entity.name)
    if (!plan?.columns.includes(column)) continue
    const furthest = planner.numbersOf(one.entity.name).reduce((a, b) => Math.max(a, b), -1)
    if (furthest < 0) continue
    const vector = plan.values(column, rowsAt(Float64Array.of(furthest)))
    if (vector.type === 'int' || vector.type === 'bigint')
      await moveTo(session, target, sequence, BigInt(vector.values[0]!), planner)
  }
}

/** After all is loaded: the next number that a sequence hands out is one that nobody has. */
export async function setSequencesRight(
  session: Session,
  target: Target,
  planner: Pick<FillPlanner, 'notes'>,
): Promise<void> {
  const { quoteIdentifier } = target.quoting
  for (const { sequence, one, column } of fedBySequences(target)) {
    const last = BigInt(sequence.increment) < 0n ? 'min' : 'max'
    const [row] = await session.query<{ last: string | null }>(
      `select cast(${last}(${quoteIdentifier(column)}) as text) as last from ${one.name}`,
    )
    if (row?.last != null && /^-?\d+$/.test(row.last))
      await moveTo(session, target, sequence, BigInt(row.last), planner)
  }
}

/**
 * Never back. RESTART, unlike setval, is undone with its transaction; it asks for the owner, so others fall back to setval,
 * which leaves a gap if the fill fails.
 */
async function moveTo(
  session: Session,
  target: Target,
  sequence: Sequence,
  last: bigint,
  planner: Pick<FillPlanner, 'notes'>,
): Promise<void> {
  const { quoteTable, quoteLiteral } = target.quoting
  const name = quoteTable(sequence)
  const increment = BigInt(sequence.increment)
  const next = last + increment
  const [at] = await session.query<{ value: string; called: boolean }>(
    `select cast(last_value as text) as value, is_called as called from ${name}`,
  )
  if (!at) return
  const upcoming = BigInt(at.value) + (at.called ? increment : 0n)
  if (increment > 0n ? upcoming >= next : upcoming <= next) return
  const beyond = increment > 0n ? next > BigInt(sequence.maximum) : next < BigInt(sequence.minimum)
  const used = beyond
    ? [`select pg_catalog.setval(${quoteLiteral(name)}, ${last}, true)`]
    : [`alter sequence ${name} restart with ${next}`, `select pg_catalog.setval(${quoteLiteral(name)}, ${next}, false)`]
  for (const statement of used) {
    try {
      await session.transaction((inner) => inner.execute(statement))
      return
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || thrown.code !== 'PERMISSION_DENIED') throw thrown
    }
  }
  planner.notes.push({
    code: 'SEQUENCE_LEFT',
    severity: 'warning',
    at: sequence.name,
    message: `the sequence ${sequence.name} could not be moved past ${last}: the role may not change it`,
    hint: `As its owner: ALTER SEQUENCE ${name} RESTART WITH ${next}; or grant UPDATE on it.`,
  })
}
