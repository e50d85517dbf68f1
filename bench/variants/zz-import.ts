import type { DataSchema } from '@understudy/sdk'
import { evaluateRules, openDataset, parseQualityRules } from '@understudy/sdk/quality'
const r = process.resourceUsage(); console.log((r.userCPUTime + r.systemCPUTime) / 1e6, r.maxRSS/1024)
