export const parquet = {
  name: 'parquet',
  extension: 'parquet',
  mediaType: '',
  sliceable: false,
  encoder() {
    throw new Error()
  },
}
