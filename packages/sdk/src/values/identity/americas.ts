import { digitsOf, weighted } from './check-digits.ts'
import { schemeKind } from './numbered-texts.ts'
import { pad, split } from './split.ts'

/** Areas 001 to 899 without 666, groups from 01, serials from 0001. */
export const usSsn = schemeKind('us-ssn', 'identity', 'Social security number of the United States', {
  size: 898 * 99 * 9999,
  length: 11,
  bareLength: 9,
  write(index) {
    const [area = 0, group = 0, serial = 0] = split(index, 898, 99, 9999)
    return `${pad(area < 665 ? area + 1 : area + 2, 3)}-${pad(group + 1, 2)}-${pad(serial + 1, 4)}`
  },
})

/** 11 minus the remainder by 11, and 0 where that has two digits. */
function brazilianDigit(digits: readonly number[], weights: readonly number[]): number {
  const rest = weighted(digits, weights) % 11
  return rest < 2 ? 0 : 11 - rest
}

const falling = (from: number) => Array.from({ length: from - 1 }, (_, i) => from - i)

/** Numbers of nine equal digits have right check digits and are refused all the same: they are left out. */
export const brCpf = schemeKind('br-cpf', 'identity', 'Brazilian CPF with its check digits', {
  size: 999_999_998 - 8,
  length: 14,
  bareLength: 11,
  write(index) {
    // 111111111 × k are skipped; below the k-th of them k - 1 were.
    let value = index + 1
    for (let repeated = 111_111_111; repeated <= value; repeated += 111_111_111) value++
    const digits = digitsOf(value, 9)
    digits.push(brazilianDigit(digits, falling(10)))
    digits.push(brazilianDigit(digits, falling(11)))
    const text = digits.join('')
    return `${text.slice(0, 3)}.${text.slice(3, 6)}.${text.slice(6, 9)}-${text.slice(9)}`
  },
})

export const brCnpj = schemeKind('br-cnpj', 'identity', 'Brazilian CNPJ of a head office, with its check digits', {
  size: 99_999_999,
  length: 18,
  bareLength: 14,
  write(index) {
    const digits = [...digitsOf(index + 1, 8), 0, 0, 0, 1]
    digits.push(brazilianDigit(digits, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]))
    digits.push(brazilianDigit(digits, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]))
    const text = digits.join('')
    return `${text.slice(0, 2)}.${text.slice(2, 5)}.${text.slice(5, 8)}/${text.slice(8, 12)}-${text.slice(12)}`
  },
})
