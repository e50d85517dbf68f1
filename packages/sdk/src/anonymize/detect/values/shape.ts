import { modulo } from '../../../values/identity/check-digits.ts'
import type { PersonalClass } from '../personal-class.ts'

/** What values are recognised by one by one. */
export interface Shape {
  readonly class: PersonalClass
  /** Goes on after "98 % of 1,000 values". */
  readonly what: string
  readonly holds: (text: string) => boolean
  /** Least share of the values that have it. */
  readonly share: number
  /** When all have it. */
  readonly confidence: number
  /** Least share of the values that are different ones; a code that stands for few things is nobody's own. */
  readonly distinct?: number | undefined
  /** So telling that a few such values among others are a finding as well. */
  readonly telling?: true | undefined
}

const matches = (pattern: RegExp) => (text: string) => pattern.test(text)

export const emailForm = /^[^\s@<>"(),;:]+@[^\s@<>"(),;:]+\.[\p{L}\d-]{2,}$/u
const ipv4 = /^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)(\/\d{1,2})?$/
const ipv6 = /^(?=.*::|(?:[^:]*:){7})[0-9a-f:]{2,39}(\/\d{1,3})?$/i

function phone(text: string): boolean {
  const bare = text.replace(/\s*(x|ext\.?|#)\s*\d{1,6}$/i, '')
  if (!/^(\+|00)?[\d\s().\-/–]{6,24}$/.test(bare) || /^\d+\.\d+$/.test(bare) || ipv4.test(bare) || isDate(bare))
    return false
  const count = bare.replace(/\D/g, '').length
  return count >= 6 && count <= 15
}

const writtenPhone = (text: string): boolean => phone(text) && /^\+|[\s().\-/]/.test(text.trim())

/** Without anything between its digits, in the form that numbers are stored in; an E.164 number needs its +. */
const plainPhone = (text: string): boolean => /^(\+|00)\d{8,15}$/.test(text) || /^0\d{8,11}$/.test(text)

function luhn(text: string): boolean {
  let sum = 0
  for (let i = text.length - 1, double = false; i >= 0; i--, double = !double) {
    const digit = text.charCodeAt(i) - 48
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}

function card(text: string): boolean {
  const bare = text.replace(/[ -]/g, '')
  return /^(3[0478]|[4-6]\d|2[2-7])\d{11,17}$/.test(bare) && /^\d+$|^\d{4}([ -]?\d{2,6})+$/.test(text) && luhn(bare)
}

function iban(text: string): boolean {
  const bare = text.replaceAll(' ', '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(bare)) return false
  const moved = bare.slice(4) + bare.slice(0, 4)
  return modulo(Array.from(moved, (sign) => (sign >= 'A' ? String(sign.charCodeAt(0) - 55) : sign)).join(''), 97) === 1
}

const dateForms = [
  /^(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})([ T].*)?$/,
  /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})$/,
  /^(?<d>\d{1,2})[./-](?<m>\d{1,2})[./-](?<y>\d{4})$/,
]

/** The year of what is written as a day. */
export function yearOf(text: string): number | undefined {
  for (const form of dateForms) {
    const { y, m, d } = form.exec(text)?.groups ?? {}
    if (y === undefined || m === undefined || d === undefined) continue
    if (Number(m) >= 1 && Number(m) <= 12 && Number(d) >= 1 && Number(d) <= 31) return Number(y)
  }
  return undefined
}

const isDate = (text: string): boolean => yearOf(text) !== undefined

const domainEnds =
  /^(?!www\.\d)([\p{L}\d]([\p{L}\d-]{0,61}[\p{L}\d])?\.)+(com|net|org|io|dev|app|info|biz|edu|gov|mil|int|eu|name|shop|online|site|xyz|cloud|[a-z]{2})$/iu

/** Mixed case inside of a word, digits among letters: nobody writes so but a machine, or who was told to. */
function randomWord(text: string): boolean {
  if (!/^[\x21-\x7e]{6,72}$/.test(text) || text.includes('@') || !/[a-zA-Z].*[a-zA-Z]/.test(text)) return false
  const lower = /[a-z]/.test(text)
  const upper = /[A-Z]/.test(text)
  const digit = /\d/.test(text)
  const sign = /[^A-Za-z\d\-_.:#/]/.test(text)
  if (/^[A-Z]?[a-z]+\d*$/.test(text) || /^[A-Z\d-]+$/.test(text) || /[\s/]|\.[a-z]{2,4}$/i.test(text)) return false
  return (
    Number(lower) + Number(upper) + Number(digit) + Number(sign) >= 3 ||
    (lower && upper && /[a-z][A-Z].*[a-z]/.test(text) && digit)
  )
}

/** Bits that each sign carries, by the signs of the text itself. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

const secret = (text: string): boolean =>
  /^[A-Za-z\d_+/=.~-]{20,}$/.test(text) &&
  /\d/.test(text) &&
  /[A-Za-z]/.test(text) &&
  !/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text) &&
  !/^[\d.-]+$/.test(text) &&
  entropy(text) > 3.2 &&
  !/\.(com|org|net)\b|\.(jpe?g|png|pdf|html?)$|^https?:|^\//i.test(text)

const knownToken =
  /^(sk|pk|rk)_(live|test)_\w{10,}$|^gh[pousr]_\w{20,}$|^xox[abprs]-[\w-]{10,}$|^AKIA[A-Z\d]{16}$|^eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*$|^-----BEGIN [A-Z ]*PRIVATE KEY/
const passwordHash =
  /^\$2[abxy]?\$\d\d\$.{53}$|^\$argon2(id?|d)\$|^\$(1|5|6|y|7)\$.+\$|^\{(SSHA|SHA|MD5|CRYPT)\d*\}|^pbkdf2[_:$]|^scrypt[:$]|^(sha1|sha256|md5|bcrypt|bcrypt_sha256)\$/i

/** The more telling first: where two hold alike, the first is meant. */
export const shapes: readonly Shape[] = [
  {
    class: 'email',
    what: 'have the form of an e-mail address',
    holds: matches(emailForm),
    share: 0.7,
    confidence: 0.99,
    telling: true,
  },
  {
    class: 'password',
    what: 'have the form of a password hash',
    holds: matches(passwordHash),
    share: 0.5,
    confidence: 0.99,
    telling: true,
  },
  {
    class: 'token',
    what: 'have the form of a known kind of token',
    holds: matches(knownToken),
    share: 0.5,
    confidence: 0.98,
    telling: true,
  },
  {
    class: 'iban',
    what: 'are IBANs whose check digits hold',
    holds: iban,
    share: 0.7,
    confidence: 0.99,
    telling: true,
  },
  {
    class: 'card',
    what: 'have the form of a card number, and Luhn holds for them',
    holds: card,
    share: 0.8,
    confidence: 0.97,
    telling: true,
  },
  {
    class: 'card',
    what: 'are numbers of sixteen digits that a spreadsheet has cut short, as cards have them',
    holds: matches(/^[3-6]\.\d{2,6}E\+1[45]$/),
    share: 0.8,
    confidence: 0.85,
  },
  {
    class: 'ip',
    what: 'are IP addresses',
    holds: (text) => ipv4.test(text) || ipv6.test(text),
    share: 0.8,
    confidence: 0.95,
  },
  {
    class: 'mac',
    what: 'are MAC addresses',
    holds: matches(/^([\da-f]{2}[:-]){5}[\da-f]{2}$|^([\da-f]{4}\.){2}[\da-f]{4}$/i),
    share: 0.8,
    confidence: 0.97,
  },
  {
    class: 'user-agent',
    what: 'are user agents of browsers',
    holds: matches(/^(Mozilla|Opera|Dalvik|okhttp|curl|PostmanRuntime)\/\d/),
    share: 0.5,
    confidence: 0.95,
  },
  {
    class: 'url',
    what: 'are web addresses',
    holds: matches(/^(https?|ftp):\/\/\S+$|^www\.\S+\.\S+$/i),
    share: 0.8,
    confidence: 0.9,
  },
  {
    class: 'domain',
    what: 'are domain names',
    holds: (text) => !/\s|\.(jpe?g|png|gif|pdf|txt|csv|js|ts|md|sh|py|so|zip)$/i.test(text) && domainEnds.test(text),
    share: 0.85,
    confidence: 0.88,
  },
  {
    class: 'geo',
    what: 'are pairs of latitude and longitude',
    holds: matches(/^[([]?-?([0-8]?\d|90)\.\d{3,}\s*[,; ]\s*-?(1[0-7]\d|\d?\d|180)\.\d{3,}[)\]]?$/),
    share: 0.8,
    confidence: 0.9,
  },
  {
    class: 'geo',
    what: 'are points on the map',
    holds: matches(/^(SRID=\d+;)?POINT\s*Z?\(/i),
    share: 0.8,
    confidence: 0.85,
  },
  {
    class: 'device',
    what: 'have the form of a device number (IMEI), and Luhn holds for them',
    holds: (text) => /^\d{15}$/.test(text) && luhn(text),
    share: 0.9,
    confidence: 0.8,
    distinct: 0.5,
  },
  {
    class: 'phone',
    what: 'have the form of a phone number with its country code',
    holds: matches(/^\+[1-9][\d\s().-]{7,20}$/),
    share: 0.7,
    confidence: 0.95,
    telling: true,
  },
  {
    class: 'vehicle',
    what: 'have the form of a vehicle identification number',
    holds: matches(/^(?=.*\d)(?=.*[A-Z])[A-HJ-NPR-Z\d]{17}$/),
    share: 0.9,
    confidence: 0.8,
    distinct: 0.5,
  },
  {
    class: 'card-expiry',
    what: 'are a month and a year',
    holds: matches(
      /^(0[1-9]|1[0-2])[/-](\d{2}|20\d{2})$|^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ]\d{2}(\d{2})?$/i,
    ),
    share: 0.9,
    confidence: 0.6,
  },
  {
    class: 'phone',
    what: 'have the form of a phone number',
    holds: writtenPhone,
    share: 0.8,
    confidence: 0.8,
    distinct: 0.3,
  },
  {
    class: 'phone',
    what: 'have the form of a phone number without spaces',
    holds: plainPhone,
    share: 0.9,
    confidence: 0.75,
    distinct: 0.5,
  },
  {
    class: 'password',
    what: 'are words that mix cases, digits and signs as passwords do',
    holds: randomWord,
    share: 0.6,
    confidence: 0.85,
    distinct: 0.9,
  },
  {
    class: 'token',
    what: 'are long and as random as tokens are',
    holds: secret,
    share: 0.8,
    confidence: 0.8,
    distinct: 0.9,
  },
]
