/** An option that may be given several times: all of its values, in order. */
export function several(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
