import { BIRTHDAYS, birthdayAt } from './birthday.ts'
import { digitsOf, weighted } from './check-digits.ts'
import { schemeKind } from './numbered-texts.ts'
import { pad, split } from './split.ts'

const dniLetters = 'TRWAGMYFPDXBNJZSQVHLCKE'

export const esDni = schemeKind('es-dni', 'identity', 'Spanish identity number (DNI) with its letter', {
  size: 99_999_999,
  length: 9,
  write: (index) => `${pad(index + 1, 8)}${dniLetters[(index + 1) % 23]}`,
})

export const esNie = schemeKind('es-nie', 'identity', 'Spanish identity number of foreigners (NIE) with its letter', {
  size: 30_000_000,
  length: 9,
  write: (index) => {
    const [letter = 0, number = 0] = split(index, 3, 10_000_000)
    return `${'XYZ'[letter]}${pad(number, 7)}${dniLetters[index % 23]}`
  },
})

const months = 'ABCDEHLMPRST'
const consonants = 'BCDFGLMNPRSTVZ'
const towns = ['H501', 'F205', 'F839', 'L219', 'G273', 'A944', 'D612', 'L736', 'A662', 'D969']
const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** What characters count in odd places; digits count as the letters A to J. */
const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]

/** The letter at the end of an Italian tax code, and of its account numbers. */
export function italianLetter(text: string): string {
  let sum = 0
  for (let i = 0; i < text.length; i++) {
    const place = alphanumeric.indexOf(text[i]!)
    const value = place < 10 ? place : place - 10
    sum += i % 2 === 0 ? odd[value]! : value
  }
  return alphanumeric[10 + (sum % 26)]!
}

/** Six consonants. */
const NAMES = 14 * 14 * 14 * 14 * 14 * 14

export const itFiscalCode = schemeKind('it-fiscal-code', 'identity', 'Italian tax code with its check letter', {
  size: NAMES * BIRTHDAYS * 2 * towns.length,
  length: 16,
  write(index) {
    const [name = 0, born = 0, sex = 0, town = 0] = split(index, NAMES, BIRTHDAYS, 2, towns.length)
    const letters = split(name, 14, 14, 14, 14, 14, 14)
      .map((place) => consonants[place])
      .join('')
    const { yy, month, day } = birthdayAt(born)
    const body = `${letters}${yy}${months[month - 1]}${pad(day + sex * 40, 2)}${towns[town]}`
    return body + italianLetter(body)
  },
})

/** 11 minus the remainder by 11 of the weighted sum, and 0 where that has two digits. */
export const ptNif = schemeKind('pt-nif', 'identity', 'Portuguese tax number of a person', {
  size: 20_000_000,
  length: 9,
  write(index) {
    const body = digitsOf(10_000_000 + index, 8)
    const rest = weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
    return `${body.join('')}${rest < 2 ? 0 : 11 - rest}`
  },
})
