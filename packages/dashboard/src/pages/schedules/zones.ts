import { cityOf } from '../../format/moments.ts'

interface ZoneChoice {
  readonly value: string
  readonly label: string
  readonly note?: string
}

/** All zones of the IANA that the browser knows, those that are meant most often first. */
export function zoneChoices(first: readonly (string | undefined)[], now: Date): readonly ZoneChoice[] {
  const usual = first.filter((zone) => zone !== undefined)
  const all = new Set([...usual, 'UTC', ...Intl.supportedValuesOf('timeZone')])
  return [...all].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' '), note: offsetOf(zone, now) }))
}

/** GMT+1: what the clocks there differ by now. */
function offsetOf(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(now)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? cityOf(timeZone)
}
