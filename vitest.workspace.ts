/** Every folder here with a vitest.config.ts is one project of `npm test`. */
export default ['packages/*', 'examples/*', 'test']
