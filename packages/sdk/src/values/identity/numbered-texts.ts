import { defineKind, noOptions, optionsError } from '../define-kind.ts'
import { domainMaker } from '../domain.ts'
import type { Kind, KindContext, Maker } from '../kind.ts'
import { texts } from '../vectors.ts'

/** A number scheme: every index below `size` is one valid number, written with check digits and all. */
export interface Scheme {
  readonly size: number
  /** Characters of the longest. */
  readonly length: number
  write(index: number): string
}

export function schemeMaker(context: KindContext, scheme: Scheme): Maker {
  if (context.maxLength !== undefined && context.maxLength < scheme.length) {
    throw optionsError(`${scheme.length} characters are needed, and the column holds ${context.maxLength}`)
  }
  return domainMaker(context, {
    size: scheme.size,
    vector: (indices) => texts(Array.from(indices, scheme.write)),
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
