/** Rows of a decoded batch where the caller does not say. */
export const defaultBatchRows = 2000

/** Name of a decoded entity where neither the input nor the caller tells it. */
export const defaultEntity = 'rows'
