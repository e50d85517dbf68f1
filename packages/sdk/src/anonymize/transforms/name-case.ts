/** A name in the letters' case of another: all capitals, all small, or as names are written. */
export function inCaseOf(name: string, model: string): string {
  const small = model.toLowerCase()
  const capitals = model.toUpperCase()
  if (small === capitals) return name
  if (model === small) return name.toLowerCase()
  return model === capitals && [...model].length > 1 ? name.toUpperCase() : name
}
