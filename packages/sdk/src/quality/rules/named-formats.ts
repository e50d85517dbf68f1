import { parseDate } from '../../model/calendar.ts'
import { gtinDigit, luhnDigit, modulo } from '../../values/identity/check-digits.ts'

/** Check digits included, where a format has some. A text passes as a whole, or not at all. */
export const namedFormats = {
  email: { about: 'an e-mail address: name@domain.end', holds: isEmail },
  url: { about: 'a web address: http or https, with a host', holds: isUrl },
  domain: { about: 'a domain name, such as example.com', holds: isDomain },
  uuid: { about: 'a UUID, with its hyphens', holds: matching(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i) },
  ipv4: { about: 'an IPv4 address', holds: isIpv4 },
  ipv6: { about: 'an IPv6 address', holds: isIpv6 },
  mac: { about: 'a MAC address, with : or -', holds: matching(/^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i) },
  phone: { about: 'a phone number of 7 to 15 digits, with the usual signs between them', holds: isPhone },
  'phone-e164': { about: 'a phone number as +491701234567', holds: matching(/^\+[1-9]\d{6,14}$/) },
  'credit-card': { about: 'a card number of 12 to 19 digits; Luhn holds', holds: isCard },
  ssn: { about: 'a US social security number, such as 536-90-4399', holds: isSsn },
  iban: { about: 'an IBAN; its check digits hold', holds: isIban },
  bic: { about: 'a BIC of 8 or 11 signs', holds: matching(/^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/) },
  isbn: { about: 'an ISBN of 10 or 13 digits; its check digit holds', holds: isIsbn },
  ean: { about: 'an EAN of 8 or 13 digits; its check digit holds', holds: isEan },
  imei: { about: 'an IMEI of 15 digits; Luhn holds', holds: (text) => /^\d{15}$/.test(text) && luhn(text) },
  date: { about: 'a day as 2026-11-29', holds: isIsoDate },
  'date-us': {
    about: 'a day as 11/29/2026',
    holds: (text) => isDay(/^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})$/, text),
  },
  'date-eu': {
    about: 'a day as 29.11.2026 or 29/11/2026',
    holds: (text) => isDay(/^(?<d>\d{1,2})[./](?<m>\d{1,2})[./](?<y>\d{4})$/, text),
  },
  time: {
    about: 'a time as 23:59 or 23:59:59.9',
    holds: matching(/^(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?$/),
  },
  'date-time': { about: 'a moment in ISO 8601, as 2026-11-29T23:59:59Z', holds: isDateTime },
  money: {
    about: 'an amount, with a sign or code of its currency or without, and at most two digits after the point',
    holds: matching(
      /^[+-]?(?:[$€£¥]|[A-Z]{3})? ?[+-]?(?:\d{1,3}(?:[,. ]\d{3})+|\d+)(?:[.,]\d{1,2})? ?(?:[$€£¥]|[A-Z]{3})?$/,
    ),
  },
  percentage: { about: 'a number with %', holds: matching(/^[+-]?\d+(?:[.,]\d+)? ?%$/) },
  'country-code': { about: 'two capital letters, as of a country', holds: matching(/^[A-Z]{2}$/) },
  'currency-code': { about: 'three capital letters, as of a currency', holds: matching(/^[A-Z]{3}$/) },
  'hex-color': { about: 'a colour as #aabbcc', holds: matching(/^#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i) },
  slug: {
    about: 'small letters and digits, with single hyphens between them',
    holds: matching(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  },
} as const satisfies Readonly<Record<string, NamedFormat>>

export interface NamedFormat {
  readonly about: string
  readonly holds: (text: string) => boolean
}

export type FormatName = keyof typeof namedFormats

/** Nothing of these patterns can explode: each sign of a text has one way through. */
function matching(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text)
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 1 || at > 64 || text.length > 254) return false
  return (
    /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(text.slice(0, at)) &&
    isDomain(text.slice(at + 1))
  )
}

function isDomain(text: string): boolean {
  const labels = text.split('.')
  if (labels.length < 2 || text.length > 253) return false
  const fit = labels.every((label) => /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(label))
  return fit && /^(?:\p{L}{2,63}|xn--[a-z0-9-]+)$/iu.test(labels.at(-1) ?? '')
}

function isUrl(text: string): boolean {
  return /^https?:\/\/[^\s/?#]+/i.test(text) && !/\s/.test(text) && URL.canParse(text)
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2 || text.length > 45) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const embedded = last.includes('.')
  if (embedded && !isIpv4(last)) return false
  const plain = embedded ? groups.slice(0, -1) : groups
  const count = plain.length + (embedded ? 2 : 0)
  return plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) && (halves.length === 2 ? count < 8 : count === 8)
}

function isPhone(text: string): boolean {
  if (!/^\+?[\d\s().\-/]+(?:\s?(?:x|ext\.?)\s?\d{1,6})?$/i.test(text)) return false
  const count = text.replace(/\s?(?:x|ext\.?)\s?\d{1,6}$/i, '').replace(/\D/g, '').length
  return count >= 7 && count <= 15
}

function luhn(digits: string): boolean {
  const numbers = Array.from(digits, Number)
  return luhnDigit(numbers.slice(0, -1)) === numbers.at(-1)
}

function isCard(text: string): boolean {
  const digits = text.replace(/[ -]/g, '')
  return /^\d(?:[ -]?\d){11,18}$/.test(text) && luhn(digits)
}

function isSsn(text: string): boolean {
  return /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/.test(text)
}

function isIban(text: string): boolean {
  const bare = text.replaceAll(' ', '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(bare)) return false
  const moved = bare.slice(4) + bare.slice(0, 4)
  return modulo(Array.from(moved, (sign) => (sign >= 'A' ? String(sign.charCodeAt(0) - 55) : sign)).join(''), 97) === 1
}

function isIsbn(text: string): boolean {
  const bare = text.replace(/[ -]/g, '')
  if (/^97[89]\d{10}$/.test(bare)) return gtin(bare)
  if (!/^\d{9}[\dX]$/.test(bare)) return false
  const sum = Array.from(bare).reduce((total, sign, i) => total + (sign === 'X' ? 10 : Number(sign)) * (10 - i), 0)
  return sum % 11 === 0
}

function isEan(text: string): boolean {
  return /^(?:\d{8}|\d{13})$/.test(text) && gtin(text)
}

function gtin(digits: string): boolean {
  const numbers = Array.from(digits, Number)
  return gtinDigit(numbers.slice(0, -1)) === numbers.at(-1)
}

function isIsoDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parseDate(text) !== undefined
}

function isDay(form: RegExp, text: string): boolean {
  const { y = '', m = '', d = '' } = form.exec(text)?.groups ?? {}
  return y !== '' && isIsoDate(`${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`)
}

function isDateTime(text: string): boolean {
  const clock =
    /^(?<day>\d{4}-\d{2}-\d{2})[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?$/
  const day = clock.exec(text)?.groups?.day
  return day !== undefined && isIsoDate(day)
}
