import type { Hazard, HazardKind } from '../step.ts'

export function hazard(kind: HazardKind, why: string): Hazard {
  return { kind, why }
}

/** Data that goes with an object and that no later step can bring back. */
export function deletesData(why: string): Hazard[] {
  return [hazard('deletes data', why), hazard('cannot be undone', 'Only a backup brings them back.')]
}

/** Work on each row under a lock that keeps readers and writers out. */
export function rewritesTable(table: string): Hazard[] {
  return [
    hazard('rewrites table', `Every row of ${table} is written anew, and its indexes are built again.`),
    hazard('blocks reads', `Nobody can read ${table} until that is done.`),
  ]
}

/** @param what such as `every row is not null` */
export function scansTable(table: string, what: string): Hazard {
  return hazard('scans table', `Every row of ${table} is read to see that ${what}.`)
}
