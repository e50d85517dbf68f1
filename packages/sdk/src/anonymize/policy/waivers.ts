import type { RecordedWaiver } from '../compiled-policy.ts'
import type { Findings } from './findings.ts'
import type { Place } from './schema-index.ts'

/** The exceptions that the policy makes. Each needs somebody who answers for it, and holds no longer than it says. */
export function waiversOf(places: Iterable<Place>, today: Date, findings: Findings): RecordedWaiver[] {
  const day = today.toISOString().slice(0, 10)
  const waivers: RecordedWaiver[] = []
  for (const { id, table, column, decision } of places) {
    if (decision === undefined || decision === 'keep') continue
    const { active, when, waiver } = decision
    if (active !== false && when === undefined) continue
    const passes = active === false ? 'is not active' : 'is masked in some rows only'
    const refuse = (message: string) => findings.ofColumn('POLICY_INVALID', table.name, column.name, message)
    if (waiver === undefined) refuse(`${passes} and has no waiver: { "reason": …, "by": … }`)
    else if (waiver.until !== undefined && waiver.until < day)
      refuse(`${passes}, and its waiver ran out on ${waiver.until}`)
    else waivers.push({ about: id, ...waiver })
  }
  return waivers
}
