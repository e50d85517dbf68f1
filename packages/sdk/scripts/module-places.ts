/** Of a processor's cache: what is in one of its lines is fetched at once. */
const line = 64
const page = 65_536

/**
 * Where each part of a module's memory begins, in the order in which their sizes are named: at the beginning of a line, so that
 * what has the size of one, or of a part of it, is never in two. And how many pages all of it takes.
 */
export function placesIn<Part extends string>(
  sizes: Readonly<Record<Part, number>>,
): { readonly placeOf: (part: Part) => number; readonly pages: number } {
  const places = new Map<string, number>()
  let place = 0
  for (const [name, size] of Object.entries<number>(sizes)) {
    places.set(name, place)
    place += line * Math.ceil(size / line)
  }
  return { placeOf: (part) => places.get(part) ?? 0, pages: Math.ceil(place / page) }
}
