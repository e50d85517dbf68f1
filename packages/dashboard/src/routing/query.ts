/** A part of a view's state as the query of its address says it. */
export interface Parameter<Value> {
  /** What holds where the address says nothing: no address says it. */
  readonly initial: Value
  /** Undefined where the text says nothing of the kind: an address that somebody has typed breaks no page. */
  read(text: string): Value | undefined
  write(value: Value): string
}

export function text(initial = ''): Parameter<string> {
  return { initial, read: (text) => text, write: (value) => value }
}

/** Undefined where there is none. */
export const maybeText: Parameter<string | undefined> = {
  initial: undefined,
  read: (text) => (text === '' ? undefined : text),
  write: (value) => value ?? '',
}

export function whole(initial: number): Parameter<number> {
  return { initial, read: wholeOf, write: String }
}

export const maybeWhole: Parameter<number | undefined> = {
  initial: undefined,
  read: wholeOf,
  write: (value) => (value === undefined ? '' : String(value)),
}

export const flag: Parameter<boolean> = { initial: false, read: (text) => text === 'yes', write: () => 'yes' }

export function oneOf<const Value extends string>(values: readonly Value[], initial: NoInfer<Value>): Parameter<Value> {
  return { initial, read: (text) => values.find((value) => value === text), write: (value) => value }
}

/** The same where none of them may be chosen. */
export function maybeOneOf<const Value extends string>(values: readonly Value[]): Parameter<Value | undefined> {
  return { initial: undefined, read: (text) => values.find((value) => value === text), write: (value) => value ?? '' }
}

/** A column to sort by; with a minus before it the other way round. */
export function order<const Column extends string>(
  columns: readonly Column[],
  initial: NoInfer<Column> | `-${NoInfer<Column>}`,
): Parameter<Column | `-${Column}`> {
  return {
    initial,
    read: (text) => columns.flatMap((column) => [column, `-${column}` as const]).find((known) => known === text),
    write: (value) => value,
  }
}

function wholeOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
