import type { Sequence } from '../../../definition.ts'

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
  ]
}
