import { gtinDigit, iso7064Digit, luhnDigit, modulo, weighted } from '../../values/identity/check-digits.ts'
import { italianLetter } from '../../values/identity/southern-europe.ts'

/**
 * How a state writes the numbers of its people. Each character of the template stands for one of the number: d a digit,
 * 2, 4 and 8 a digit below that, x one of 1 and 2, A a letter, M a letter of an Italian month, D one of A to D, = what
 * stays, c what is computed of the rest.
 */
export interface NationalNumber {
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[]
  readonly template: string
  /** What the characters marked c must be, given all others; undefined where nothing is right. */
  check(text: string): string | undefined
  /** What else must hold, such as days that exist. */
  isValid?(text: string): boolean
  /** Where a letter may become a digit, which has no case: a number in small letters is not read as one. */
  readonly capitalsOnly?: boolean
}

export const months = 'ABCDEHLMPRST'
const digits = (text: string): number[] => Array.from(text, Number)
const two = (value: number): string => String(value).padStart(2, '0')
const falling = (from: number): number[] => Array.from({ length: from - 1 }, (_, i) => from - i)
const nothing = (): string => ''

const daysOf = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  return day <= daysOf[month - 1]! && (month !== 2 || day < 29 || year % 4 === 0)
}
/** At `at`: yymmdd. */
const isBirth = (text: string, at = 0): boolean =>
  isDay(Number(text.slice(at, at + 2)), Number(text.slice(at + 2, at + 4)), Number(text.slice(at + 4, at + 6)))

function brazilianDigits(text: string): string {
  const nine = digits(text.slice(0, 9))
  const digit = (of: readonly number[], weights: readonly number[]): number => {
    const rest = weighted(of, weights) % 11
    return rest < 2 ? 0 : 11 - rest
  }
  const first = digit(nine, falling(10))
  return `${first}${digit([...nine, first], falling(11))}`
}

function baltic(text: string): string {
  const ten = digits(text.slice(0, 10))
  const first = weighted(ten, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
  if (first < 10) return String(first)
  return String((weighted(ten, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11) % 10)
}

const spanishLetters = 'TRWAGMYFPDXBNJZSQVHLCKE'
const finnishLetters = '0123456789ABCDEFHJKLMNPRSTUVWXY'

/** The symmetries of a pentagon, as Verhoeff's scheme multiplies them. */
function times(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)
  return b < 5 ? 5 + ((a - b) % 5) : (a - b + 5) % 5
}
const turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
function verhoeff(eleven: string): string {
  let state = 0
  for (let i = 0; i < eleven.length; i++) {
    let digit = Number(eleven[eleven.length - 1 - i])
    for (let often = (i + 1) % 8; often > 0; often--) digit = turn[digit]!
    state = times(state, digit)
  }
  return String(state < 5 ? (5 - state) % 5 : state)
}

const insee = (text: string): string => two(97 - modulo(text.slice(0, 13).replace('2A', '19').replace('2B', '18'), 97))
const isInsee = (text: string): boolean =>
  isDay(0, Number(text.slice(3, 5)), 1) &&
  !/^.{5}(?:00|96)/.test(text) &&
  text.slice(7, 10) !== '000' &&
  text.slice(10, 13) !== '000'

const finnish = (text: string): string => {
  const number = text.slice(-4, -1)
  return finnishLetters[Number(text.slice(0, 6) + number) % 31]!
}
const isFinnish = (text: string): boolean =>
  isDay(Number(text.slice(4, 6)), Number(text.slice(2, 4)), Number(text.slice(0, 2))) && Number(text.slice(-4, -1)) > 1

const ninoRefused = new Set(['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ'])

/** Those with a check digit before those without: what is written alike is told apart by it. */
export const nationalNumbers: readonly NationalNumber[] = [
  {
    countries: ['BE'],
    template: 'dd2d4ddddcc',
    check: (text) => two(97 - modulo(text.slice(0, 9), 97)),
    isValid: isBirth,
  },
  {
    countries: ['BE'],
    template: 'dd2d4ddddcc',
    check: (text) => two(97 - modulo(`2${text.slice(0, 9)}`, 97)),
    isValid: isBirth,
  },
  {
    countries: ['BR'],
    template: 'dddddddddcc',
    check: brazilianDigits,
    isValid: (text) => !/^(\d)\1+$/.test(text),
  },
  {
    countries: ['CA'],
    template: 'ddddddddc',
    check: (text) => String(luhnDigit(digits(text.slice(0, 8)))),
    isValid: (text) => /^[1-79]/.test(text),
  },
  {
    countries: ['CH'],
    template: '===dddddddddc',
    check: (text) => String(gtinDigit(digits(text.slice(0, 12)))),
    isValid: (text) => text.startsWith('756'),
  },
  {
    countries: ['EE', 'LT'],
    template: '8dd2d4ddddc',
    check: baltic,
    isValid: (text) => text >= '1' && isBirth(text, 1),
  },
  { countries: ['ES'], template: 'ddddddddc', check: (text) => spanishLetters[Number(text.slice(0, 8)) % 23] },
  {
    countries: ['ES'],
    template: '=dddddddc',
    check: (text) => spanishLetters[Number('XYZ'.indexOf(text[0]!) + text.slice(1, 8)) % 23],
    isValid: (text) => /^[XYZ]/.test(text),
  },
  { countries: ['FI'], template: '4d2ddddddc', check: finnish, isValid: isFinnish, capitalsOnly: true },
  {
    countries: ['FI'],
    template: '4d2ddd=dddc',
    check: finnish,
    isValid: (text) => /^.{6}[A-FU-Y]/.test(text) && isFinnish(text),
    capitalsOnly: true,
  },
  { countries: ['FR'], template: 'xdd2dddddddddcc', check: insee, isValid: isInsee },
  {
    countries: ['FR'],
    template: 'xdd2d==ddddddcc',
    check: insee,
    isValid: (text) => /^.{5}2[AB]/.test(text) && isInsee(text),
  },
  {
    countries: ['GB'],
    template: 'AAddddddD',
    check: nothing,
    isValid: (text) => /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]/.test(text) && !ninoRefused.has(text.slice(0, 2)),
  },
  {
    countries: ['IN'],
    template: 'dddddddddddc',
    check: (text) => verhoeff(text.slice(0, 11)),
    isValid: (text) => text >= '2',
  },
  {
    countries: ['IT'],
    template: 'AAAAAAddM8dAdddc',
    check: (text) => italianLetter(text.slice(0, 15)),
    isValid: (text) =>
      isDay(Number(text.slice(6, 8)), months.indexOf(text[8]!) + 1, Number(text.slice(9, 11)) % 40) &&
      text.slice(9, 11) < '72',
  },
  {
    countries: ['NL'],
    template: 'ddddddddc',
    check(text) {
      const last = weighted(digits(text.slice(0, 8)), [9, 8, 7, 6, 5, 4, 3, 2]) % 11
      return last < 10 ? String(last) : undefined
    },
    isValid: (text) => !text.startsWith('000'),
  },
  {
    countries: ['PL'],
    template: 'dddd4dddddc',
    check: (text) => String((10 - (weighted(digits(text.slice(0, 10)), [1, 3, 7, 9]) % 10)) % 10),
    isValid: (text) => isDay(Number(text.slice(0, 2)), Number(text.slice(2, 4)) % 20, Number(text.slice(4, 6))),
  },
  {
    countries: ['PT'],
    template: 'ddddddddc',
    check(text) {
      const rest = weighted(digits(text.slice(0, 8)), [9, 8, 7, 6, 5, 4, 3, 2]) % 11
      return String(rest < 2 ? 0 : 11 - rest)
    },
    isValid: (text) => /^[123]/.test(text),
  },
  {
    countries: ['SE'],
    template: 'dd2d4ddddc',
    check: (text) => String(luhnDigit(digits(text.slice(0, 9)))),
    isValid: isBirth,
  },
  {
    countries: ['SE'],
    template: '==dd2d4ddddc',
    check: (text) => String(luhnDigit(digits(text.slice(2, 11)))),
    isValid: (text) => /^(?:19|20)/.test(text) && isBirth(text, 2),
  },
  {
    countries: ['ZA'],
    template: 'dd2d4ddddd==c',
    check: (text) => String(luhnDigit(digits(text.slice(0, 12)))),
    isValid: (text) => isBirth(text) && /[012]\d.$/.test(text),
  },
  {
    countries: ['DE'],
    template: 'ddddddddddc',
    check: (text) => String(iso7064Digit(digits(text.slice(0, 10)))),
    // Of ten digits one stands twice or three times.
    isValid: (text) => text >= '1' && new Set(text.slice(0, 10)).size >= 8 && new Set(text.slice(0, 10)).size <= 9,
  },
  {
    countries: ['US'],
    template: 'ddddddddd',
    check: nothing,
    isValid: (text) => !/^(?:000|666|9|\d{3}00|\d{5}0000)/.test(text),
  },
]
