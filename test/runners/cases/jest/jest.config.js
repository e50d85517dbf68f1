export default { transform: {}, maxWorkers: 2, testTimeout: 60_000 }
