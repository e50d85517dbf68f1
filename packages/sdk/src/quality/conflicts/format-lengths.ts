import type { Domain } from '../../model/expression/domain.ts'
import type { FormatName } from '../rules/named-formats.ts'

/** How long texts of a named format are at least and at most, where that is known. */
const lengths: Readonly<Partial<Record<FormatName, readonly [min: number, max: number]>>> = {
  uuid: [36, 36],
  ipv4: [7, 15],
  ipv6: [2, 45],
  mac: [17, 17],
  email: [6, 254],
  url: [8, Number.POSITIVE_INFINITY],
  imei: [15, 15],
  ean: [8, 13],
  ssn: [11, 11],
  bic: [8, 11],
  'phone-e164': [8, 16],
  date: [10, 10],
  'country-code': [2, 2],
  'currency-code': [3, 3],
  'hex-color': [4, 9],
}

export function lengthsOfFormat(format: FormatName): Pick<Domain, 'minLength' | 'maxLength'> | undefined {
  const known = lengths[format]
  return known && { minLength: known[0], maxLength: known[1] }
}
