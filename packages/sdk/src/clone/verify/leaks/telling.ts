/**
 * How much a value says by itself. strong: it has an address, or so many digits that it is nobody else's. weak: several
 * words, which a dictionary may put together by chance. none: too short, one plain word, or a date.
 */
export type Telling = 'strong' | 'weak' | 'none'

/** By byte. */
const [digit, letter, at] = [1, 2, 4] as const
export const tellingSigns = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 48 && byte <= 57) return digit
  if (byte >= 128 || ((byte | 32) >= 97 && (byte | 32) <= 122)) return letter
  return byte === 64 ? at : 0
})

export function tellingOf(bytes: Uint8Array, start: number, end: number): Telling {
  if (end - start < 6) return 'none'
  let [digits, letters, words, seen, before] = [0, 0, 0, 0, 0]
  for (let index = start; index < end; index++) {
    const sign = tellingSigns[bytes[index] ?? 0] ?? 0
    const inWord = sign & (digit | letter)
    digits += sign & digit
    letters += (sign & letter) >>> 1
    if (inWord > 0 && before === 0) words++
    before = inWord
    seen |= sign
  }
  if ((seen & at) > 0 && words > 1) return 'strong'
  if (letters === 0 ? digits >= 8 && !looksLikeDate(bytes, start, end) : letters >= 3 && digits >= 3) return 'strong'
  return words > 1 && letters >= 6 ? 'weak' : 'none'
}

/** 2024-02-29 and what begins so. */
function looksLikeDate(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 10 && bytes[start + 4] === 45 && bytes[start + 7] === 45
}
