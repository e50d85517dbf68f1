/** Check digits of the world's numbers. A number is given as the list of its digits. */

export function digitsOf(value: number, width: number): number[] {
  const digits = new Array<number>(width)
  let rest = value
  for (let i = width - 1; i >= 0; i--) {
    const next = Math.floor(rest / 10)
    digits[i] = rest - next * 10
    rest = next
  }
  return digits
}

/** The sum of digits times weights; weights start anew where digits are more. */
export function weighted(digits: readonly number[], weights: readonly number[]): number {
  return digits.reduce((sum, digit, i) => sum + digit * weights[i % weights.length]!, 0)
}

/** The digit that makes the whole number valid by Luhn. */
export function luhnDigit(digits: readonly number[]): number {
  let sum = 0
  for (let i = digits.length - 1, double = true; i >= 0; i--, double = !double) {
    const digit = double ? digits[i]! * 2 : digits[i]!
    sum += digit > 9 ? digit - 9 : digit
  }
  return (10 - (sum % 10)) % 10
}

/** GTIN, EAN and ISBN-13: weights 3 and 1 from the right. */
export function gtinDigit(digits: readonly number[]): number {
  let sum = 0
  for (let i = digits.length - 1, weight = 3; i >= 0; i--, weight = 4 - weight) sum += digits[i]! * weight
  return (10 - (sum % 10)) % 10
}

/** The remainder of a number in decimal digits, however long. */
export function modulo(digits: string, by: number): number {
  let rest = 0
  for (let i = 0; i < digits.length; i++) rest = (rest * 10 + (digits.charCodeAt(i) - 48)) % by
  return rest
}

/** ISO 7064 MOD 11,10, as German tax numbers have it. */
export function iso7064Digit(digits: readonly number[]): number {
  let product = 10
  for (const digit of digits) {
    const sum = (digit + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10
}
