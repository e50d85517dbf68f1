import { luhnDigit, modulo } from '../../../../values/identity/check-digits.ts'

export const entityNames = [
  'url',
  'email',
  'iban',
  'credit-card',
  'uuid',
  'mac',
  'ip',
  'date',
  'phone',
  'number',
  'address',
  'first-name',
  'last-name',
] as const
export type EntityName = (typeof entityNames)[number]

export interface EntityPattern {
  readonly entity: EntityName
  /** Each begins where a run of its signs begins, so that a long run is read once. */
  readonly pattern: RegExp
  holds?(found: string): boolean
}

const digitsOf = (text: string) => Array.from(text.replace(/\D/g, ''), Number)

function isCard(text: string): boolean {
  const digits = digitsOf(text)
  return digits.length >= 13 && digits.length <= 19 && luhnDigit(digits.slice(0, -1)) === digits.at(-1)
}

function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '').toUpperCase()
  const moved = plain.slice(4) + plain.slice(0, 4)
  const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  return plain.length >= 15 && plain.length <= 34 && modulo(digits, 97) === 1
}

const isPhone = (text: string) => digitsOf(text).length >= 7 && digitsOf(text).length <= 15 && /^(?:\+|\(|0)/.test(text)
const isNumber = (text: string) => digitsOf(text).length >= 7
const isMixed = (text: string) => digitsOf(text).length >= 4 && /\p{L}/u.test(text)

const streetWords =
  'street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|square|sq|terrace|way|place|close|crescent|highway|hwy'

let made: readonly EntityPattern[] | undefined

/**
 * In the order in which they are looked for: what is found earlier is not looked at again. Made when they are wanted: classes
 * of letters take milliseconds to be read, and most of those who load this mask no free text.
 */
export function entityPatterns(): readonly EntityPattern[] {
  made ??= makePatterns()
  return made
}

const makePatterns = (): readonly EntityPattern[] => [
  { entity: 'url', pattern: /(?<![\p{L}\p{N}])(?:https?|ftp|wss?):\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}]/giu },
  {
    entity: 'email',
    pattern:
      /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})*\.\p{L}{2,24}/gu,
  },
  {
    entity: 'iban',
    pattern: /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}(?![\p{L}\p{N}])/giu,
    holds: isIban,
  },
  { entity: 'uuid', pattern: /(?<![\p{L}\p{N}])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\p{L}\p{N}])/giu },
  {
    entity: 'mac',
    pattern: /(?<![\p{L}\p{N}:-])[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\p{L}\p{N}:-])/giu,
  },
  { entity: 'ip', pattern: /(?<![\p{L}\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?![\p{L}\p{N}]|\.\d)/gu },
  { entity: 'ip', pattern: /(?<![\p{L}\p{N}:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}(?![\p{L}\p{N}:])/giu },
  {
    entity: 'date',
    pattern:
      /(?<![\p{L}\p{N}])\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\p{L}\p{N}])/gu,
  },
  { entity: 'date', pattern: /(?<![\p{L}\p{N}])\d{1,2}([./-])\d{1,2}\1\d{4}(?![\p{L}\p{N}])/gu },
  { entity: 'credit-card', pattern: /(?<![\p{L}\p{N}])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}])/gu, holds: isCard },
  // Numbers of people whose groups tell them from telephone numbers.
  { entity: 'number', pattern: /(?<![\p{L}\p{N}])(?:\d{3}-\d{2}-\d{4}|\d{3}\.\d{3}\.\d{3}-\d{2})(?![\p{L}\p{N}])/gu },
  {
    entity: 'phone',
    pattern: /(?<![\p{L}\p{N}])(?:\+|\()?\d(?:[ ().\-/]{0,2}\d){6,20}(?![\p{L}\p{N}])/gu,
    holds: isPhone,
  },
  { entity: 'number', pattern: /(?<![\p{L}\p{N}])\d(?:[ .\-/]?\d){6,40}(?![\p{L}\p{N}])/gu, holds: isNumber },
  {
    entity: 'number',
    pattern: /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}-]{0,40}\d{2})[\p{L}\p{N}](?:-?[\p{L}\p{N}]){5,60}(?![\p{L}\p{N}])/gu,
    holds: isMixed,
  },
  {
    entity: 'address',
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}])\\d{1,5}[a-z]?(?: [\\p{L}'’.-]{1,30}){1,4}? (?:${streetWords})(?![\\p{L}\\p{N}])\\.?`,
      'giu',
    ),
  },
  {
    entity: 'address',
    pattern:
      /(?<![\p{L}\p{N}])\p{Lu}[\p{L}-]{1,40}(?:straße|strasse|str\.|weg|platz|gasse|allee|laan|straat|gatan|vägen) \d{1,4}[a-z]?(?![\p{L}\p{N}])/gu,
  },
  {
    entity: 'address',
    pattern:
      /(?<![\p{L}\p{N}])\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|impasse|allée|via|calle|rua) (?:[\p{L}'’-]{1,30} ?){1,5}/giu,
  },
]
