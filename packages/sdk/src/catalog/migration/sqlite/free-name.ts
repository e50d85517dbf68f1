/** The name, or with a number after it where it is taken in whatever case. */
export function freeName(name: string, taken: Iterable<string>): string {
  const lower = new Set([...taken].map((one) => one.toLowerCase()))
  let free = name
  for (let n = 1; lower.has(free.toLowerCase()); n++) free = `${name}${n}`
  return free
}
