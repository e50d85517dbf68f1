/**
 * A body of JSON: the members of `head`, and `rows` made of lines of NDJSON as they stand. Nothing is parsed to be
 * written again, so every digit of a number stays.
 */
export function bodyOfLines(head: object, lines: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const open = Buffer.from(`${JSON.stringify(head).slice(0, -1)},"rows":[`)
  const length = lines.reduce((sum, line) => sum + line.length, open.length + 1 + (lines.length === 0 ? 1 : 0))
  const body = new Uint8Array(length)
  body.set(open)
  let at = open.length
  for (const line of lines) {
    body.set(line, at)
    at += line.length
    // A comma in the place of the line feed; the last one is written over.
    body[at - 1] = 44
  }
  if (lines.length > 0) at--
  body.set([93, 125], at)
  return body
}

/** The bytes are the JSON that the route describes; only a type of a Response with bytes cannot say so. */
export function asDescribed(response: Response): never {
  return response as never
}
