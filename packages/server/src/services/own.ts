/** What a record holds under a name that somebody else has chosen: `constructor` and `__proto__` are names like others. */
export function own<Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}
