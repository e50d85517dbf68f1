/** The orderings of an entity with all that follows from them: a ≤ b and b ≤ c give a ≤ c. */
export function allOrderings(
  orderings: readonly { readonly columns: readonly string[]; readonly strict: boolean }[],
): { readonly lesser: string; readonly greater: string; readonly strict: boolean }[] {
  const found = new Map<string, { lesser: string; greater: string; strict: boolean }>()
  const add = (lesser: string, greater: string, strict: boolean): boolean => {
    const key = JSON.stringify([lesser, greater])
    const known = found.get(key)
    if (known && (known.strict || !strict)) return false
    found.set(key, { lesser, greater, strict })
    return true
  }
  for (const { columns, strict } of orderings)
    columns.slice(1).forEach((greater, i) => {
      add(columns[i]!, greater, strict)
    })
  for (let grew = true; grew; ) {
    grew = false
    for (const a of [...found.values()])
      for (const b of [...found.values()])
        if (a.greater === b.lesser && a.lesser !== b.greater)
          grew = add(a.lesser, b.greater, a.strict || b.strict) || grew
  }
  return [...found.values()]
}
