import { createHash } from 'node:crypto'
import { canonicalJson, compareText } from '../../model/expression/order.ts'
import type { Rule } from '../rules.ts'

/** Of what rules demand and tolerate, under which ids: not of their order, nor of what is said about them. */
export function rulesHash(rules: readonly Rule[]): string {
  const demands = rules
    .map(({ description: _, from: __, ...rule }) => rule)
    .sort((one, other) => compareText(one.id, other.id))
  return createHash('sha256').update(canonicalJson(demands)).digest('hex')
}
