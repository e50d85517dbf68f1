import { BIRTHDAYS, birthdayAt } from './birthday.ts'
import { digitsOf, luhnDigit } from './check-digits.ts'
import { schemeKind } from './numbered-texts.ts'
import { pad, split } from './split.ts'

export const caSin = schemeKind('ca-sin', 'identity', 'Canadian social insurance number', {
  size: 70_000_000,
  length: 11,
  bareLength: 9,
  write(index) {
    const digits = digitsOf(10_000_000 + index, 8)
    const text = [...digits, luhnDigit(digits)].join('')
    return `${text.slice(0, 3)} ${text.slice(3, 6)} ${text.slice(6)}`
  },
})

export const sePersonnummer = schemeKind('se-personnummer', 'identity', 'Swedish personal identity number', {
  size: BIRTHDAYS * 999,
  length: 13,
  bareLength: 12,
  write(index) {
    const [born = 0, serial = 0] = split(index, BIRTHDAYS, 999)
    const { year, yy, mm, dd } = birthdayAt(born)
    const number = pad(serial + 1, 3)
    const check = luhnDigit(Array.from(`${yy}${mm}${dd}${number}`, Number))
    return `${year}${mm}${dd}-${number}${check}`
  },
})

export const zaId = schemeKind('za-id', 'identity', 'South African identity number', {
  size: BIRTHDAYS * 10000,
  length: 13,
  write(index) {
    const [born = 0, serial = 0] = split(index, BIRTHDAYS, 10000)
    const { yy, mm, dd } = birthdayAt(born)
    const text = `${yy}${mm}${dd}${pad(serial, 4)}08`
    return `${text}${luhnDigit(Array.from(text, Number))}`
  },
})
