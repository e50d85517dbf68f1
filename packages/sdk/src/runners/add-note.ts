/**
 * Makes an error end with these lines, in all the text of it that a runner may show; it stays the error that it was.
 * Answers whether it could: not every thrown thing has a text that may change.
 */
export function addNote(error: unknown, lines: readonly string[]): boolean {
  if (!hasText(error)) return false
  const note = `\n\n${lines.join('\n')}`
  const { message, stack } = error
  return (
    Reflect.set(error, 'message', `${message}${note}`) &&
    (stack === undefined || Reflect.set(error, 'stack', withNote(stack, message, note)))
  )
}

/** Structural: a runner may have realms of its own, where no Error is an instance of ours. */
function hasText(thrown: unknown): thrown is { message: string; stack?: string | undefined } {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'message' in thrown &&
    typeof thrown.message === 'string' &&
    (!('stack' in thrown) || typeof thrown.stack === 'string' || thrown.stack === undefined)
  )
}

/** A stack begins with the message; the places follow, each in a line that begins with "at". */
function withNote(stack: string, message: string, note: string): string {
  const said = message === '' ? -1 : stack.indexOf(message)
  const end = said >= 0 ? said + message.length : stack.search(/\n\s+at /)
  return end < 0 ? `${stack}${note}` : `${stack.slice(0, end)}${note}${stack.slice(end)}`
}
