/** Names such as `dataset.read` by what they are of, in the order in which they come. */
export function byNoun<Name extends string>(
  names: readonly Name[],
): readonly { readonly noun: string; readonly members: readonly { readonly name: Name; readonly verb: string }[] }[] {
  const groups = new Map<string, { name: Name; verb: string }[]>()
  for (const name of names) {
    const [noun = name, verb = name] = name.split('.')
    groups.set(noun, [...(groups.get(noun) ?? []), { name, verb }])
  }
  return [...groups].map(([noun, members]) => ({ noun, members }))
}
