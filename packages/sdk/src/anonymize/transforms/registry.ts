import type { Transform } from '../transform.ts'
import { constant } from './any/constant.ts'
import { nothing } from './any/null.ts'
import { redact } from './any/redact.ts'
import { creditCard } from './credit-card.ts'
import { email } from './email.ts'
import { file } from './files/file.ts'
import { fileName } from './files/file-name.ts'
import { firstName } from './first-name.ts'
import { format } from './format.ts'
import { fullName } from './full-name.ts'
import { iban } from './iban.ts'
import { keyInteger } from './key-integer.ts'
import { lastName } from './last-name.ts'
import { namedIn } from './named-in.ts'
import { nationalId } from './national-id.ts'
import { hostname } from './network/hostname.ts'
import { ip } from './network/ip.ts'
import { mac } from './network/mac.ts'
import { url } from './network/url.ts'
import { userAgent } from './network/user-agent.ts'
import { bits } from './numbers/bits.ts'
import { bucket } from './numbers/bucket.ts'
import { coin } from './numbers/coin.ts'
import { label } from './numbers/label.ts'
import { noise } from './numbers/noise.ts'
import { oneOf } from './numbers/one-of.ts'
import { company } from './people/company.ts'
import { jobTitle } from './people/job-title.ts'
import { phone } from './phone.ts'
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
import { expression } from './structure/expression.ts'
import { fields } from './structure/fields.ts'
import { json } from './structure/json.ts'
import { template } from './structure/template.ts'
import { xml } from './structure/xml.ts'
import { freeText } from './text/free-text.ts'
import { hash } from './text/hash.ts'
import { lorem } from './text/lorem.ts'
import { password } from './text/password.ts'
import { token } from './text/token.ts'
import { tsvector } from './text/tsvector.ts'
import { dateGeneralize } from './time/date-generalize.ts'
import { dateShift } from './time/date-shift.ts'
import { intervalNoise } from './time/interval-noise.ts'
import { username } from './username.ts'
import { uuid } from './uuid.ts'

const all: readonly Transform[] = [
  ...[firstName, lastName, fullName, username, jobTitle, company, email, phone],
  ...[street, buildingNumber, streetAddress, city, state, postcode, country, fullAddress, latitude, longitude, point],
  ...[creditCard, iban, nationalId, uuid, keyInteger, format],
  ...[ip, mac, hostname, url, userAgent],
  ...[noise, bucket, coin, oneOf, label, bits],
  ...[dateShift, dateGeneralize, intervalNoise],
  ...[freeText, lorem, password, token, hash, fileName, file, tsvector],
  ...[json, xml, fields, template, expression],
  ...[redact, nothing, constant],
]

/** All transforms, in the order of the documentation. */
export function transforms(): readonly Transform[] {
  return all
}

const byName = new Map(all.map((transform) => [transform.name, transform]))

/** Refused where there is none of this name. */
export function transformNamed(name: string): Transform {
  return namedIn(byName, name)
}
