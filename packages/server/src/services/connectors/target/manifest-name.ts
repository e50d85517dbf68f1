/** Beside the objects of an export: with it, all of them are there. */
export const manifestName = 'manifest.json'
