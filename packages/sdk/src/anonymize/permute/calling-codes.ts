/** Country calling codes of ITU-T E.164: of one digit 1 and 7, of two these, all others of three. */
const two =
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'
const lengths = new Uint8Array(100).fill(3)
for (const code of two.split(' ')) lengths[Number(code)] = 2
for (let second = 0; second < 10; second++) lengths[10 + second] = lengths[70 + second] = 1

/** How many digits the country code has that an international number begins with, given its first two digits. */
export function callingCodeLength(first: number, second: number): number {
  return lengths[first * 10 + second]!
}
