import { type FormatName, namedFormats } from '../rules/named-formats.ts'

/** Formats that a column has by no accident: what any code, number or word may look like is not among them. The first of equals counts. */
const names = [
  'email',
  'url',
  'uuid',
  'ipv4',
  'ipv6',
  'mac',
  'iban',
  'credit-card',
  'isbn',
  'ean',
  'imei',
  'phone-e164',
  'hex-color',
  'percentage',
  'date-time',
  'date-us',
  'date-eu',
] as const satisfies readonly FormatName[]

export interface RecognizedFormat {
  readonly name: FormatName
  readonly holds: (text: string) => boolean
}

export const recognizedFormats: readonly RecognizedFormat[] = names.map((name) => ({
  name,
  holds: namedFormats[name].holds,
}))
