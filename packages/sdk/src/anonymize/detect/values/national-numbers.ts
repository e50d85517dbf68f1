import { iso7064Digit, luhnDigit, modulo, weighted } from '../../../values/identity/check-digits.ts'
import { italianLetter } from '../../../values/identity/southern-europe.ts'

/** How one country numbers its people. */
export interface NationalNumber {
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly name: string
  readonly class: 'national-id' | 'tax-id'
  readonly form: RegExp
  /** Holds for every true number that has the form, and for few others; undefined where none is known. */
  readonly check?: ((text: string) => boolean) | undefined
}

const digits = (text: string): number[] => Array.from(text.replace(/\D/g, ''), Number)
const day = (year: string, month: string, date: string): boolean =>
  Number(month) >= 1 && Number(month) <= 12 && Number(date) >= 1 && Number(date) <= 31 && /^\d+$/.test(year)

function luhn(list: readonly number[]): boolean {
  return luhnDigit(list.slice(0, -1)) === list.at(-1)
}

/** The last digit is the remainder by 11 of the weighted ones before it; 10 counts as `ten`. */
function elevens(list: readonly number[], weights: readonly number[], ten: number): boolean {
  const rest = weighted(list.slice(0, weights.length), weights) % 11
  return (rest === 10 ? ten : rest) === list[weights.length]
}

function cpf(list: readonly number[]): boolean {
  const digit = (count: number): number => {
    const rest = list.slice(0, count).reduce((sum, one, at) => sum + one * (count + 1 - at), 0) % 11
    return rest < 2 ? 0 : 11 - rest
  }
  return digit(9) === list[9] && digit(10) === list[10]
}

function estonian(list: readonly number[]): boolean {
  const first = weighted(list.slice(0, 10), [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
  if (first < 10) return first === list[10]
  return (weighted(list.slice(0, 10), [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11) % 10 === list[10]
}

const dniLetters = 'TRWAGMYFPDXBNJZSQVHLCKE'
const hetuLetters = '0123456789ABCDEFHJKLMNPRSTUVWXY'
const chineseLetters = '10X98765432'

export const nationalNumbers: readonly NationalNumber[] = [
  {
    country: 'US',
    name: 'social security number',
    class: 'national-id',
    form: /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/,
  },
  {
    country: 'GB',
    name: 'national insurance number',
    class: 'national-id',
    form: /^(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2}( ?[A-D])?$/i,
  },
  {
    country: 'BR',
    name: 'CPF',
    class: 'national-id',
    form: /^\d{3}\.\d{3}\.\d{3}-\d{2}$|^\d{11}$/,
    check: (text) => cpf(digits(text)),
  },
  {
    country: 'CA',
    name: 'social insurance number',
    class: 'national-id',
    form: /^\d{3}[ -]?\d{3}[ -]?\d{3}$/,
    check: (text) => luhn(digits(text)),
  },
  {
    country: 'FR',
    name: 'social security number (INSEE)',
    class: 'national-id',
    form: /^[12] ?\d{2} ?(0[1-9]|1[0-2]|[2-9]\d) ?(\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}$/i,
    check: (text) => {
      const bare = text.replaceAll(' ', '').toUpperCase().replace('2A', '19').replace('2B', '18')
      return 97 - modulo(bare.slice(0, 13), 97) === Number(bare.slice(13))
    },
  },
  {
    country: 'DE',
    name: 'tax identification number',
    class: 'tax-id',
    form: /^[1-9]\d ?\d{3} ?\d{3} ?\d{3}$/,
    check: (text) => iso7064Digit(digits(text).slice(0, 10)) === digits(text)[10],
  },
  {
    country: 'NL',
    name: 'BSN',
    class: 'national-id',
    form: /^\d{9}$/,
    check: (text) => {
      const list = digits(text)
      return (weighted(list.slice(0, 8), [9, 8, 7, 6, 5, 4, 3, 2]) - (list[8] ?? 0)) % 11 === 0
    },
  },
  {
    country: 'BE',
    name: 'national register number',
    class: 'national-id',
    form: /^\d{2}\.?\d{2}\.?\d{2}-?\d{3}\.?\d{2}$/,
    check: (text) => {
      const bare = text.replace(/\D/g, '')
      const rest = Number(bare.slice(9))
      return 97 - modulo(bare.slice(0, 9), 97) === rest || 97 - modulo(`2${bare.slice(0, 9)}`, 97) === rest
    },
  },
  {
    country: 'ES',
    name: 'DNI or NIE',
    class: 'national-id',
    form: /^([XYZ]-?\d{7}|\d{8})-?[A-Z]$/i,
    check: (text) => {
      const bare = text.replaceAll('-', '').toUpperCase()
      const number = bare.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)))
      return dniLetters[Number(number) % 23] === bare.at(-1)
    },
  },
  {
    country: 'IT',
    name: 'codice fiscale',
    class: 'national-id',
    form: /^[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]$/i,
    check: (text) => italianLetter(text.toUpperCase().slice(0, 15)) === text.toUpperCase()[15],
  },
  {
    country: 'PT',
    name: 'NIF',
    class: 'tax-id',
    form: /^[1235689]\d{2} ?\d{3} ?\d{3}$/,
    check: (text) => {
      const list = digits(text)
      const rest = weighted(list.slice(0, 8), [9, 8, 7, 6, 5, 4, 3, 2]) % 11
      return (rest < 2 ? 0 : 11 - rest) === list[8]
    },
  },
  {
    country: 'SE',
    name: 'personnummer',
    class: 'national-id',
    form: /^(19|20)?\d{2}[01]\d[0-9]\d[-+]?\d{4}$/,
    check: (text) =>
      luhn(digits(text).slice(-10)) &&
      day('0', text.replace(/\D/g, '').slice(-8, -6), text.replace(/\D/g, '').slice(-6, -4)),
  },
  {
    country: 'DK',
    name: 'CPR number',
    class: 'national-id',
    form: /^(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{2}-\d{4}$/,
  },
  {
    country: 'FI',
    name: 'henkilötunnus',
    class: 'national-id',
    form: /^(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{2}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]$/i,
    check: (text) => hetuLetters[Number(text.slice(0, 6) + text.slice(7, 10)) % 31] === text[10]?.toUpperCase(),
  },
  {
    country: 'PL',
    name: 'PESEL',
    class: 'national-id',
    form: /^\d{4}[0-3]\d{6}$/,
    check: (text) => (10 - (weighted(digits(text).slice(0, 10), [1, 3, 7, 9]) % 10)) % 10 === digits(text)[10],
  },
  {
    country: 'EE',
    name: 'isikukood',
    class: 'national-id',
    form: /^[1-8]\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{4}$/,
    check: (text) => estonian(digits(text)),
  },
  {
    country: 'ZA',
    name: 'identity number',
    class: 'national-id',
    form: /^\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{7}$/,
    check: (text) => luhn(digits(text)),
  },
  {
    country: 'CN',
    name: 'resident identity number',
    class: 'national-id',
    form: /^[1-8]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]$/i,
    check: (text) =>
      chineseLetters[
        weighted(digits(text.slice(0, 17)), [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11
      ] === text[17]?.toUpperCase(),
  },
  {
    country: 'IN',
    name: 'PAN',
    class: 'tax-id',
    form: /^[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]$/,
  },
  {
    country: 'CZ',
    name: 'rodné číslo',
    class: 'national-id',
    form: /^\d{2}([0156]\d|[2378]\d)[0-3]\d\/\d{3,4}$/,
    check: (text) => text.length < 11 || modulo(text.replace('/', ''), 11) === 0,
  },
  {
    country: 'CH',
    name: 'AHV number',
    class: 'national-id',
    form: /^756\.?\d{4}\.?\d{4}\.?\d{2}$/,
  },
  {
    country: 'TR',
    name: 'kimlik number',
    class: 'national-id',
    form: /^[1-9]\d{10}$/,
    check: (text) => {
      const list = digits(text)
      const odd = weighted(list.slice(0, 9), [1, 0])
      const even = weighted(list.slice(0, 9), [0, 1])
      return (
        (((odd * 7 - even) % 10) + 10) % 10 === list[9] &&
        list.slice(0, 10).reduce((a, b) => a + b, 0) % 10 === list[10]
      )
    },
  },
  {
    country: 'RU',
    name: 'SNILS',
    class: 'national-id',
    form: /^\d{3}-\d{3}-\d{3} \d{2}$/,
    check: (text) => {
      const list = digits(text)
      return (weighted(list.slice(0, 9), [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100 === Number(text.slice(-2))
    },
  },
  {
    country: 'NO',
    name: 'fødselsnummer',
    class: 'national-id',
    form: /^[0-7]\d[0-5]\d{3} ?\d{5}$/,
    check: (text) => {
      const list = digits(text)
      const first = (11 - (weighted(list.slice(0, 9), [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11
      const second = (11 - (weighted(list.slice(0, 10), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11
      return first === list[9] && second === list[10]
    },
  },
  {
    country: 'LT',
    name: 'asmens kodas',
    class: 'national-id',
    form: /^[3-6]\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{4}$/,
    check: (text) => estonian(digits(text)),
  },
  {
    country: 'HR',
    name: 'OIB',
    class: 'national-id',
    form: /^\d{11}$/,
    check: (text) => iso7064Digit(digits(text).slice(0, 10)) % 10 === digits(text)[10],
  },
  {
    country: 'RO',
    name: 'CNP',
    class: 'national-id',
    form: /^[1-9]\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{6}$/,
    check: (text) => elevens(digits(text), [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9], 1),
  },
  {
    country: 'KR',
    name: 'resident registration number',
    class: 'national-id',
    form: /^\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])-[1-8]\d{6}$/,
  },
]

/** Forms that no country's check covers, as spreadsheets and offices write numbers of persons. */
export const otherNumbers = /^[A-Z]{1,3} ?\d{6,9}[A-Z]?$|^\d\.\d{3,6}E\+1[0-3]$|^\d{6}-?[\dA-Z]{3,5}$/i
