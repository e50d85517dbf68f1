/** Country calling codes of ITU-T E.164: of one digit 1 and 7, of two these, all others of three. */
const two = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'
    .split(' ')
    .map(Number),
)

/** How many digits the country code has that an international number begins with, given its first two digits. */
export function callingCodeLength(first: number, second: number): 1 | 2 | 3 {
  if (first === 1 || first === 7) return 1
  return two.has(first * 10 + second) ? 2 : 3
}
