const space = /\s*/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null/iy
/** Control characters are none of it: \x20 is the first that may stand in a string. */
const string = /"(?:[\x20\x21\x23-\x5b\x5d-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*"/iy

/** How far a text is JSON: the offset of the first thing that is none. JSON.parse says it in some engines only, and quotes the text. */
export function jsonFault(text: string): number {
  let at = 0
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at += found[0].length
    skipSpace()
    return found !== null
  }
  const skipSpace = () => {
    space.lastIndex = at
    at += space.exec(text)?.[0].length ?? 0
  }
  const take = (character: string): boolean => {
    if (text[at] !== character) return false
    at++
    skipSpace()
    return true
  }
  const members = (close: string, member: () => boolean): boolean => {
    if (take(close)) return true
    do {
      if (!member()) return false
    } while (take(','))
    return take(close)
  }
  const value = (): boolean => {
    if (take('{')) return members('}', () => skip(string) && take(':') && value())
    if (take('[')) return members(']', value)
    return skip(string) || skip(scalar)
  }
  skipSpace()
  value()
  return at
}
