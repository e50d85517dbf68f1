import { BIRTHDAYS, birthdayAt } from './birthday.ts'
import { digitsOf, weighted } from './check-digits.ts'
import { schemeKind } from './numbered-texts.ts'
import { pad, split } from './split.ts'

/** Months of those born since 2000 are counted from 21. */
export const plPesel = schemeKind('pl-pesel', 'identity', 'Polish PESEL number', {
  size: BIRTHDAYS * 10_000,
  length: 11,
  write(index) {
    const [born = 0, serial = 0] = split(index, BIRTHDAYS, 10_000)
    const { year, yy, month, dd } = birthdayAt(born)
    const body = `${yy}${pad(month + (year >= 2000 ? 20 : 0), 2)}${dd}${pad(serial, 4)}`
    const sum = weighted(Array.from(body, Number), [1, 3, 7, 9])
    return `${body}${(10 - (sum % 10)) % 10}`
  },
})

const finnishLetters = '0123456789ABCDEFHJKLMNPRSTUVWXY'

/** Serials from 900 are kept for temporary use and never given to a person. */
export const fiHetu = schemeKind(
  'fi-hetu',
  'identity',
  'Finnish personal identity code, of the range that is given to nobody',
  {
    size: BIRTHDAYS * 100,
    length: 11,
    write(index) {
      const [born = 0, serial = 0] = split(index, BIRTHDAYS, 100)
      const { year, yy, mm, dd } = birthdayAt(born)
      const number = String(900 + serial)
      const check = finnishLetters[Number(`${dd}${mm}${yy}${number}`) % 31]
      return `${dd}${mm}${yy}${year >= 2000 ? 'A' : '-'}${number}${check}`
    },
  },
)

/** The remainder by 11 of a weighted sum, by other weights where it is 10, and 0 where it is 10 again. */
export const eePersonalCode = schemeKind('ee-personal-code', 'identity', 'Estonian and Lithuanian personal code', {
  size: 2 * BIRTHDAYS * 999,
  length: 11,
  write(index) {
    const [sex = 0, born = 0, serial = 0] = split(index, 2, BIRTHDAYS, 999)
    const { year, yy, mm, dd } = birthdayAt(born)
    const century = year >= 2000 ? 5 : 3
    const body = `${century + sex}${yy}${mm}${dd}${pad(serial + 1, 3)}`
    const digits = Array.from(body, Number)
    let check = weighted(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
    if (check === 10) check = weighted(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11
    return `${body}${check % 10}`
  },
})

/** Verhoeff's scheme: the order of digits and their places count, by the symmetries of a pentagon. */
const times = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
]
const turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
const inverse = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9]

function turned(digit: number, often: number): number {
  let result = digit
  for (let i = 0; i < often % 8; i++) result = turn[result]!
  return result
}

export const inAadhaar = schemeKind('in-aadhaar', 'identity', 'Indian Aadhaar number', {
  size: 80_000_000_000,
  length: 14,
  bareLength: 12,
  write(index) {
    const digits = digitsOf(20_000_000_000 + index, 11)
    let state = 0
    for (let i = 0; i < 11; i++) state = times[state]![turned(digits[10 - i]!, i + 1)]!
    const text = [...digits, inverse[state]!].join('')
    return `${text.slice(0, 4)} ${text.slice(4, 8)} ${text.slice(8)}`
  },
})
