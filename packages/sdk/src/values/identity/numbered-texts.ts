import { mapList } from '../../random/map.ts'
import { defineKind, noOptions, optionsError } from '../define-kind.ts'
import { domainMaker } from '../domain.ts'
import type { Kind, KindContext, Maker } from '../kind.ts'
import { texts } from '../vectors.ts'

/** A number scheme: every index below `size` is one valid number, written with check digits and all. */
export interface Scheme {
  readonly size: number
  /** Characters of the longest. */
  readonly length: number
  /** Characters without what stands between for the eye alone, where something does: left out in a short column. */
  readonly bareLength?: number
  write(index: number): string
}

export function schemeMaker(context: KindContext, scheme: Scheme): Maker {
  const room = context.maxLength ?? Number.POSITIVE_INFINITY
  const least = scheme.bareLength ?? scheme.length
  if (room < least) throw optionsError(`${least} characters are needed, and the column holds ${room}`)
  const { size, write } = scheme
  const bare = room < scheme.length
  return domainMaker(context, {
    size,
    vector: (indices) =>
      texts(mapList(indices, (index) => (bare ? write(index).replace(/[-./ ]/g, '') : write(index)))),
  })
}

export interface SchemeKind extends Kind<Record<string, never>> {
  readonly scheme: Scheme
}

export function schemeKind(name: string, group: string, summary: string, scheme: Scheme): SchemeKind {
  const kind = defineKind({
    name,
    group,
    summary,
    type: 'text',
    options: noOptions,
    maker: (_, context) => schemeMaker(context, scheme),
  })
  return { ...kind, scheme }
}
