import type { Transform } from '../transform.ts'
import { constant } from './any/constant.ts'
import { nothing } from './any/null.ts'
import { redact } from './any/redact.ts'
import { bucket } from './numbers/bucket.ts'
import { noise } from './numbers/noise.ts'
import { company } from './people/company.ts'
import { jobTitle } from './people/job-title.ts'
import { buildingNumber } from './places/building-number.ts'
import { city } from './places/city.ts'
import { country } from './places/country.ts'
import { fullAddress } from './places/full-address.ts'
import { point } from './places/point.ts'
import { latitude, longitude } from './places/position.ts'
import { postcode } from './places/postcode.ts'
import { state } from './places/state.ts'
import { street } from './places/street.ts'
import { streetAddress } from './places/street-address.ts'
import { fields } from './structure/fields.ts'
import { dateGeneralize } from './time/date-generalize.ts'
import { dateShift } from './time/date-shift.ts'

const all: readonly Transform[] = [
  ...[jobTitle, company],
  ...[street, buildingNumber, streetAddress, city, state, postcode, country, fullAddress, latitude, longitude, point],
  ...[noise, bucket],
  ...[dateShift, dateGeneralize],
  ...[fields],
  ...[redact, nothing, constant],
]

/** All transforms, in the order of the documentation. */
export function transforms(): readonly Transform[] {
  return all
}
