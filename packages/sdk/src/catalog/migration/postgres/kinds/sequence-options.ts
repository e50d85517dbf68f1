import type { Sequence } from '../../../definition.ts'
import type { Hazard } from '../../step.ts'
import { hazard } from '../hazards.ts'

/** How it counts, every word of it, as CREATE SEQUENCE and identity columns take it. */
export function sequenceOptions({ start, increment, minimum, maximum, cache, cycle }: Sequence): string {
  return [
    `START WITH ${start}`,
    `INCREMENT BY ${increment}`,
    `MINVALUE ${minimum}`,
    `MAXVALUE ${maximum}`,
    `CACHE ${cache}`,
    cycle ? 'CYCLE' : 'NO CYCLE',
  ].join(' ')
}

/** What differs, in the words of ALTER SEQUENCE. */
export function sequenceOptionChanges(from: Sequence, to: Sequence): string[] {
  return [
    ...(from.start === to.start ? [] : [`START WITH ${to.start}`]),
    ...(from.increment === to.increment ? [] : [`INCREMENT BY ${to.increment}`]),
    ...(from.minimum === to.minimum ? [] : [`MINVALUE ${to.minimum}`]),
    ...(from.maximum === to.maximum ? [] : [`MAXVALUE ${to.maximum}`]),
    ...(from.cache === to.cache ? [] : [`CACHE ${to.cache}`]),
    ...(from.cycle === to.cycle ? [] : [to.cycle ? 'CYCLE' : 'NO CYCLE']),
    ...(from.last === null && !isWithin(from.start, to) ? ['RESTART'] : []),
  ]
}

/** Why the new limits may be refused: a sequence must stand inside of them. */
export function limitHazards(from: Sequence, to: Sequence, name: string): Hazard[] {
  const narrower = !isWithin(from.minimum, to) || !isWithin(from.maximum, to)
  if (!narrower || from.last === null) return []
  return [hazard('may fail on data', `It fails where ${name} stands outside of its new limits.`)]
}

function isWithin(value: string, { minimum, maximum }: Sequence): boolean {
  return BigInt(value) >= BigInt(minimum) && BigInt(value) <= BigInt(maximum)
}
