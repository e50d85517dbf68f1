export default { workers: 2, timeout: 60_000, reporter: 'list' }
