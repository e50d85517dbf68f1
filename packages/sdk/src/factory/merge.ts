/** A plain object: made by {…}, or without a prototype. Everything else is a value of its own and is never taken apart. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The override, laid over the value where both are plain objects; arrays and class instances replace. */
export function merged(value: unknown, override: unknown): unknown {
  if (!isPlain(value) || !isPlain(override)) return override
  const whole: Record<string, unknown> = Object.create(null)
  for (const [name, part] of Object.entries(value)) whole[name] = part
  for (const [name, part] of Object.entries(override)) {
    whole[name] = Object.hasOwn(value, name) ? merged(value[name], part) : part
  }
  return Object.fromEntries(Object.entries(whole))
}
