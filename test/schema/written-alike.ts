/**
 * What Postgres prints as `(ARRAY['a'::character varying, …])::text[]` it reads back as
 * `ARRAY[('a'::character varying)::text, …]`: one expression in two forms, of which a dump and what was restored from it
 * have one each. This gives the second of the two.
 */
export function writtenAlike(text: string): string {
  return text.replaceAll(
    /\(ARRAY\[((?:'(?:[^']|'')*'::(?:character varying|bpchar)(?:\(\d+\))?(?:, )?)+)\]\)::text\[\]/g,
    (_whole, elements: string) =>
      `ARRAY[${elements.replaceAll(/('(?:[^']|'')*'::(?:character varying|bpchar)(?:\(\d+\))?)/g, '($1)::text')}]`,
  )
}
