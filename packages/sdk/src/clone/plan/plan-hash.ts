import { createHash } from 'node:crypto'
import { canonical } from '../../catalog/diff/canonical.ts'
import type { ClonePlan } from '../clone-plan.ts'

/** Of all that a plan will do. Estimates may differ from one minute to the next, and are no part of it. */
export function planHash(plan: Omit<ClonePlan, 'hash'>): string {
  const { rows, bytes, tables, ...rest } = plan
  const doing = {
    ...rest,
    tables: tables.map(({ rows, bytes, selection, ...table }) => ({ ...table, selection: selection?.why ?? null })),
  }
  return createHash('sha256').update(canonical(doing)).digest('hex').slice(0, 32)
}
