export { batchOf } from './formats/batch-of-rows.ts'
export type {
  ColumnShape,
  DecodeOptions,
  EncodeOptions,
  Encoder,
  EntityShape,
  Format,
  SqlDialect,
} from './formats/contract.ts'
export { copyBinarySupports } from './formats/copy-binary-types.ts'
export { type FormatName, formatNamed, formats } from './formats/formats.ts'
export { entityField, namesEntities } from './formats/named-entities.ts'
export { parquetBatches } from './formats/parquet-decode.ts'
export { rowsOf, valueAt } from './formats/row-objects.ts'
export type { Batch, Column, Dictionary, Vector } from './model/batch.ts'
