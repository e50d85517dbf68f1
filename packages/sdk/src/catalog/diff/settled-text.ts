const literal = "'(?:[^']|'')*'::[a-z][a-z ]*[a-z]"
const castList = new RegExp(String.raw`\(ARRAY\[(${literal}(?:, ${literal})*)\]\)::text\[\]`, 'g')

/**
 * Text out of Postgres in the form that it keeps when it is run again. Postgres writes `a IN ('x', 'y')` over a varchar as a
 * list that is cast, and what it reads that as, as a list of casts: the same in all but its text.
 */
export function settledText(text: string): string {
  if (!text.includes(')::text[]')) return text
  return text.replaceAll(
    castList,
    (_, list: string) => `ARRAY[${list.replaceAll(new RegExp(literal, 'g'), '($&)::text')}]`,
  )
}
