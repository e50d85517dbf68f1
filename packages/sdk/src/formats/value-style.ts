import type { ByteSink } from './byte-sink.ts'
import type { CalendarStyle } from './calendar-text.ts'
import type { TextStyle } from './text-style.ts'

/** How one format writes a value of each type. All text formats are this, and what stands between the values. */
export interface ValueStyle {
  readonly text: TextStyle
  readonly null: Uint8Array
  readonly true: Uint8Array
  readonly false: Uint8Array
  /** Stand around numbers and truth values. */
  readonly bareOpen: Uint8Array
  /** NaN, Infinity and -Infinity, where the format has a way to write them. */
  readonly nonFinite: (value: number) => Uint8Array
  readonly calendar: CalendarStyle
  readonly bytes: BytesStyle
  /** 'raw' puts JSON text as it is, 'text' as a text of the style. */
  readonly json: 'raw' | 'text'
  readonly list: ListStyle
}

interface BytesStyle {
  readonly open: Uint8Array
  readonly close: Uint8Array
  readonly write: (sink: ByteSink, position: number, value: Uint8Array) => number
}

/** A list is written element by element in a style of its own; unless `raw`, the whole is then one text. */
export interface ListStyle {
  readonly open: Uint8Array
  readonly close: Uint8Array
  readonly raw: boolean
  /** The style of the elements; a function, because it may be the style that it belongs to. */
  readonly element: () => ValueStyle
}
