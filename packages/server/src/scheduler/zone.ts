import { Temporal } from 'temporal-polyfill'
import { RequestError } from '../errors/request-error.ts'

/**
 * The zone of that name, spelled as the IANA does. An offset is no zone: it would not follow the clocks where people
 * live, so `+01:00` is refused as what is unknown is.
 */
export function zoneNamed(name: string): string {
  if (!/^[+-]/.test(name)) {
    try {
      return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown
    }
  }
  throw new RequestError('TIMEZONE_UNKNOWN', {
    message: 'there is no such time zone',
    hint: 'Name one of the IANA, such as Europe/Berlin or America/New_York.',
    details: { path: 'timezone' },
  })
}
