/** Strings, quoted names, plain names, and what is between them. */
const parts = /('(?:[^']|'')*')|"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*)(?=(\s*\(|\s*')?)/gu

/** Whether an expression names a field, as far as its letters tell. */
export function names(expression: string, field: string): boolean {
  return withNameIn(expression, field, '\0') !== expression
}

/** The expression where a field has another name. What is called, and a type before a value, is no field. */
export function withNameIn(expression: string, from: string, to: string): string {
  const plain = /^[\p{Ll}_][\p{Ll}\p{N}_]*$/u.test(to) ? to : `"${to.replaceAll('"', '""')}"`
  return expression.replace(parts, (whole, text?: string, quoted?: string, name?: string, called?: string) => {
    if (text !== undefined) return whole
    if (quoted !== undefined) return quoted.replaceAll('""', '"') === from ? plain : whole
    return called === undefined && (name === from || name?.toLowerCase() === from) ? plain : whole
  })
}
