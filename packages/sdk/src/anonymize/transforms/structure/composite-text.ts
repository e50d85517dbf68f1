const fieldPattern = /((?:"(?:[^"\\]|\\.|"")*"|\\.|[^"\\,()])*)(,|\)$)/gsy

/** The fields of a composite as Postgres writes it: (a,"b ""c""",,"") has the fields a, b "c", NULL and an empty text. */
export function parseComposite(text: string): readonly (string | null)[] | undefined {
  if (!text.startsWith('(')) return undefined
  const fields: (string | null)[] = []
  fieldPattern.lastIndex = 1
  for (;;) {
    const match = fieldPattern.exec(text)
    if (!match) return undefined
    const [, written = '', end] = match
    fields.push(written === '' ? null : unquoted(written))
    if (end !== ',') return fields
  }
}

export function compositeText(fields: readonly (string | null)[]): string {
  return `(${fields.map((field) => (field === null ? '' : quotedField(field))).join(',')})`
}

/** Quoted and unquoted pieces may stand side by side in one field. */
function unquoted(written: string): string {
  return written.replace(
    /"((?:[^"\\]|\\.|"")*)"|\\(.)/gs,
    (_, inner: string | undefined, escaped: string | undefined) =>
      inner === undefined ? (escaped ?? '') : inner.replace(/\\(.)|""/gs, (_, sign: string | undefined) => sign ?? '"'),
  )
}

function quotedField(text: string): string {
  return text !== '' && !/[\s"\\(),]/.test(text) ? text : `"${text.replace(/["\\]/g, '$&$&')}"`
}
