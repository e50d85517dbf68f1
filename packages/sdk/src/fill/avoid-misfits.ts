import type { Session } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'
import type { EntityPlan } from '../generate/entity-plan.ts'
import { counted } from '../model/counted.ts'
import { configSnippet, fieldsIn } from './config-snippet.ts'
import { type Risk, risksOf } from './misfits.ts'
import type { FillPlanner } from './planner.ts'
import { openStage, type Stage } from './stage.ts'
import type { Target } from './target.ts'

const mostRounds = 60
/** Rows that a check refuses are drawn again, until so many were refused for each that was wanted. */
const mostRefused = 30
const enoughToJudge = 20

/**
 * Lets the database say which rows it would refuse: those whose keys stand there already, and those that break a check
 * that is not understood here. Their places go to rows with other numbers; where none are left, there are fewer rows.
 */
export async function avoidMisfits(
  session: Session,
  target: Target,
  planner: FillPlanner,
  entity: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  let plan = planner.entityPlan(entity)
  if (!plan) return
  const risks = risksOf(target, planner, plan)
  if (risks.length === 0) return
  const stage = await openStage(session, target, target.tables.get(entity)!, plan.columns)
  let numbers = planner.numbersOf(entity)
  const spare = spareNumbers(planner, entity, numbers)
  const wanted = numbers.length
  let refused = 0
  await stage.add(plan, numbers.keys(), numbers, signal)
  for (let round = 1; ; round++) {
    const { bad, by } = await ask(session, stage, risks)
    if (bad.size === 0) break
    refused += bad.size
    const hopeless =
      round >= mostRounds ||
      refused > mostRefused * wanted + 1000 ||
      (round > 3 && bad.size === wanted && wanted >= enoughToJudge)
    if (hopeless && by.kind === 'check') throw unmet(plan, by)
    await stage.remove([...bad])
    const fresh = hopeless ? [] : spare(bad.size)
    const added = new Set(fresh)
    numbers = numbers.flatMap((number) => (bad.has(number) ? (fresh.pop() ?? []) : number))
    if (numbers.length === 0 && by.kind === 'check') throw unmet(plan, by)
    await planner.renumber(entity, numbers)
    plan = planner.entityPlan(entity)
    if (!plan) break
    const places = [...numbers.keys()].filter((place) => added.has(numbers[place]!))
    await stage.add(plan, places, numbers, signal)
  }
  await stage.drop()
  const redrawn = risks.filter(({ kind }) => kind === 'check').map(({ name }) => name)
  if (refused > 0 && redrawn.length > 0) {
    planner.notes.push({
      code: 'ROWS_REDRAWN',
      severity: 'info',
      at: entity,
      message: `${counted(refused, 'row')} ${refused === 1 ? 'was drawn again until the database accepted it' : 'were drawn again until the database accepted them'}, because of ${redrawn.join(', ')}`,
    })
  }
}

async function ask(session: Session, stage: Stage, risks: readonly Risk[]): Promise<{ bad: Set<number>; by: Risk }> {
  const bad = new Set<number>()
  let by = risks[0]!
  for (const risk of risks) {
    const rows = await session.query<{ n: unknown }>(risk.query(stage.name, stage.rowColumn))
    if (rows.length > 0 && (bad.size === 0 || risk.kind === 'check')) by = risk
    for (const { n } of rows) bad.add(Number(n))
  }
  return { bad, by }
}

/** Numbers that no row has: past the last, and where values are all there is to choose, those of the rows that stand there. */
function spareNumbers(planner: FillPlanner, entity: string, numbers: readonly number[]): (count: number) => number[] {
  const first = planner.state(entity).rows
  let used = numbers.length
  const refers = (planner.schema.relationships ?? []).some((one) => 'child' in one && one.child.entity === entity)
  let before = refers ? 0 : first
  return (count) => {
    const room = roomFor(planner, entity, used, count)
    const past = Array.from({ length: room }, (_, i) => first + used + i)
    used += room
    const under = Array.from({ length: Math.min(before, count - room) }, () => --before)
    return [...past, ...under]
  }
}

/** How many of `count` further rows there is room for. */
function roomFor(planner: FillPlanner, entity: string, used: number, count: number): number {
  if (planner.hasRoomFor(entity, used + count)) return count
  let fits = 0
  let fails = count
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2)
    if (planner.hasRoomFor(entity, used + middle)) fits = middle
    else fails = middle
  }
  return fits
}

function unmet({ entity }: EntityPlan, { name, expression }: Risk): UnderstudyError {
  const fields = fieldsIn(entity, expression ?? '')
  return new UnderstudyError('CONSTRAINT_UNSATISFIED', {
    operation: `find rows for ${entity.name}`,
    at: entity.name,
    message: `${entity.name}: the check ${name} is not understood and almost no row that was drawn meets it: ${expression}`,
    hint: `Give ${fields.map((field) => field.name).join(', ') || 'its columns'} kinds or options whose values meet it, in ${configSnippet(entity, fields)}`,
    details: { entity: entity.name, constraint: name, fields: fields.map((field) => field.name) },
  })
}
