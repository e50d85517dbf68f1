import { BIRTHDAYS, birthdayAt } from './birthday.ts'
import { digitsOf, iso7064Digit, modulo, weighted } from './check-digits.ts'
import { schemeKind } from './numbered-texts.ts'
import { pad, split } from './split.ts'

/** Ten digits of which one, and one only, stands twice; then a check digit. */
export const deTaxId = schemeKind('de-tax-id', 'identity', 'German tax identification number', {
  size: 9 * 362_880 * 9,
  length: 11,
  write(index) {
    // A first digit that is not 0, eight of the nine others in some order, and a place for the first one's double.
    const [first = 0, order = 0, pair = 0] = split(index, 9, 362_880, 9)
    const left = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    const digits = [left.splice(first + 1, 1)[0]!]
    let rest = order
    for (let many = 9; many > 1; many--) {
      const at = rest % many
      rest = Math.floor(rest / many)
      digits.push(left.splice(at, 1)[0]!)
    }
    digits.splice(pair + 1, 0, digits[0]!)
    const ten = digits.slice(0, 10)
    return [...ten, iso7064Digit(ten)].join('')
  },
})

/** The key is what is missing to a multiple of 97. */
export const frInsee = schemeKind('fr-insee', 'identity', 'French social security number (INSEE) with its key', {
  size: 2 * 66 * 12 * 94 * 990 * 999,
  length: 15,
  write(index) {
    const [sex = 0, year = 0, month = 0, department = 0, town = 0, serial = 0] = split(index, 2, 66, 12, 94, 990, 999)
    // Corsica has letters since 1976; its number 20 is left out.
    const place = department < 19 ? department + 1 : department + 2
    const body = `${sex + 1}${pad((40 + year) % 100, 2)}${pad(month + 1, 2)}${pad(place, 2)}${pad(town + 1, 3)}${pad(serial + 1, 3)}`
    return `${body}${pad(97 - modulo(body, 97), 2)}`
  },
})

const elevenTest = [9, 8, 7, 6, 5, 4, 3, 2]

/** The weighted sum of all nine digits, the last of weight -1, is a multiple of 11: one number in eleven has no such digit. */
export const nlBsn = schemeKind('nl-bsn', 'identity', 'Dutch citizen service number (BSN)', {
  size: 9_000_000,
  length: 9,
  write(index) {
    // Seven digits are free; of the two that follow the first is chosen so that the last is a digit.
    const digits = digitsOf(1_000_000 + index, 7)
    for (let eighth = 0; ; eighth++) {
      const eight = [...digits, eighth]
      const last = weighted(eight, elevenTest) % 11
      if (last < 10) return [...eight, last].join('')
    }
  },
})

const ninoFirst = 'ABCEGHJKLMNOPRSTWXYZ'
const ninoSecond = 'ABCEGHJKLMNPRSTWXYZ'
const ninoRefused = new Set(['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ'])
const ninoPrefixes = [...ninoFirst]
  .flatMap((a) => [...ninoSecond].map((b) => a + b))
  .filter((pair) => !ninoRefused.has(pair))

export const gbNino = schemeKind('gb-nino', 'identity', 'National insurance number of the United Kingdom', {
  size: ninoPrefixes.length * 1_000_000 * 4,
  length: 9,
  write(index) {
    const [prefix = 0, number = 0, suffix = 0] = split(index, ninoPrefixes.length, 1_000_000, 4)
    return `${ninoPrefixes[prefix]}${pad(number, 6)}${'ABCD'[suffix]}`
  },
})

/** 97 minus the remainder by 97; those born since 2000 put a 2 before. */
export const beNationalNumber = schemeKind('be-national-number', 'identity', 'Belgian national register number', {
  size: BIRTHDAYS * 997,
  length: 15,
  bareLength: 11,
  write(index) {
    const [born = 0, serial = 0] = split(index, BIRTHDAYS, 997)
    const { year, yy, mm, dd } = birthdayAt(born)
    const number = pad(serial + 1, 3)
    const check = 97 - modulo(`${year >= 2000 ? '2' : ''}${yy}${mm}${dd}${number}`, 97)
    return `${yy}.${mm}.${dd}-${number}.${pad(check, 2)}`
  },
})
