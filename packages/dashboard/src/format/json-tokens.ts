export interface Token {
  readonly text: string
  readonly look: 'name' | 'text' | 'number' | 'plain'
}

const pattern = /("(?:[^"\\]|\\.)*"?)(\s*:)?|-?\d[\d.eE+-]*|\b(?:true|false|null)\b/g

/** The parts of one line of JSON by how they look; put together they are the line. No part spans two lines. */
export function tokensOf(line: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  for (const found of line.matchAll(pattern)) {
    const [whole, quoted, colon] = found
    if (found.index > at) tokens.push({ text: line.slice(at, found.index), look: 'plain' })
    if (quoted === undefined) tokens.push({ text: whole, look: 'number' })
    else {
      tokens.push({ text: quoted, look: colon === undefined ? 'text' : 'name' })
      if (colon !== undefined) tokens.push({ text: colon, look: 'plain' })
    }
    at = found.index + whole.length
  }
  if (at < line.length) tokens.push({ text: line.slice(at), look: 'plain' })
  return tokens
}
