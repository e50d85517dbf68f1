/**
 * How columns are stored, alike in both engines: times are ISO 8601 in UTC (they sort as text), JSON is text, a flag is
 * 0 or 1, ids are UUIDs of version 7 as text. A column that ends in `_sealed` is ciphertext (crypto/sealer.ts).
 */
export type Time = string
export type JsonText = string
export type Flag = 0 | 1
export type Id = string
