export const uploadFormats = [
  { value: 'ndjson', label: 'NDJSON' },
  { value: 'json', label: 'JSON' },
  { value: 'csv', label: 'CSV' },
] as const

/** What the name of a file says of what is in it; undefined where it says nothing. */
export function formatOfFile(name: string): (typeof uploadFormats)[number]['value'] | undefined {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase()
  if (ending === 'jsonl') return 'ndjson'
  return uploadFormats.find(({ value }) => value === ending)?.value
}
