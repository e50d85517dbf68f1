/** Where each part of a module's memory begins: one behind the other, in the order in which their sizes are named. */
export function placesIn<Part extends string>(sizes: Readonly<Record<Part, number>>): (part: Part) => number {
  const places = new Map<string, number>()
  let place = 0
  for (const [name, size] of Object.entries<number>(sizes)) {
    places.set(name, place)
    place += size
  }
  return (part) => places.get(part) ?? 0
}
