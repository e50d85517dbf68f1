/**
 * How a value is written when it is masked: as text, in the one way that every engine and format is brought to first.
 * So equal values are masked alike wherever they come from. Numbers without needless zeros or signs; dates as
 * 2024-02-29, times as 23:59:59.999999, timestamps as 2024-02-29T23:59:59.999999 and instants the same in UTC with Z,
 * fractions without zeros at their end; booleans as true and false; uuids in lower case; bytes as \x and hexadecimal
 * digits; JSON as the engine writes it; everything else as the engine's own text.
 */
export type ValueForm = (typeof valueForms)[number]

export const valueForms = [
  'text',
  'integer',
  'decimal',
  'float',
  'boolean',
  'date',
  'time',
  'timestamp',
  'instant',
  'interval',
  'uuid',
  'bytes',
  'json',
  'inet',
  'mac',
  'point',
  'bits',
  'enum',
  'xml',
  'tsvector',
  /** Geometry, ranges over ranges, types of extensions: only what works on any text can mask it. */
  'other',
] as const
