export default ['packages/*', 'examples/*']
