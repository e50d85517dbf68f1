/**
 * How much a value says by itself. strong: it has an address, or so many digits that it is nobody else's. weak: several
 * words, which a dictionary may put together by chance. none: too short, one plain word, or a date.
 */
export type Telling = 'strong' | 'weak' | 'none'

export function tellingOf(bytes: Uint8Array, start: number, end: number): Telling {
  if (end - start < 6) return 'none'
  let [digits, letters, words, at] = [0, 0, 0, false]
  let inWord = false
  for (let index = start; index < end; index++) {
    const byte = bytes[index] ?? 0
    const digit = byte >= 48 && byte <= 57
    const letter = byte >= 128 || ((byte | 32) >= 97 && (byte | 32) <= 122)
    if (digit) digits++
    else if (letter) letters++
    else if (byte === 64) at = true
    if ((digit || letter) && !inWord) words++
    inWord = digit || letter
  }
  if (at && words > 1) return 'strong'
  if (letters === 0 ? digits >= 8 && !looksLikeDate(bytes, start, end) : letters >= 3 && digits >= 3) return 'strong'
  return words > 1 && letters >= 6 ? 'weak' : 'none'
}

/** 2024-02-29 and what begins so. */
function looksLikeDate(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 10 && bytes[start + 4] === 45 && bytes[start + 7] === 45
}
