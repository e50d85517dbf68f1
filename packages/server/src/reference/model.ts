import { z } from 'zod'

/** What of an OpenAPI document the reference shows. */
const shapeSchema = z.object({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  example: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  required: z.array(z.string()).optional(),
  get items() {
    return shapeSchema.optional()
  },
  get anyOf() {
    return z.array(shapeSchema).optional()
  },
  get oneOf() {
    return z.array(shapeSchema).optional()
  },
  get allOf() {
    return z.array(shapeSchema).optional()
  },
  get properties() {
    return z.record(z.string(), shapeSchema).optional()
  },
})
const bodySchema = z.object({
  description: z.string().optional(),
  content: z.record(z.string(), z.object({ schema: shapeSchema })).optional(),
})
const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header', 'cookie']),
  required: z.boolean().default(false),
  description: z.string().optional(),
  schema: shapeSchema,
})
const operationSchema = z.object({
  summary: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()).length(1),
  'x-permission': z.string(),
  parameters: z.array(parameterSchema).default([]),
  requestBody: bodySchema.optional(),
  responses: z.record(z.string(), bodySchema),
})
export const documentSchema = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), shapeSchema) }),
})

export type Shape = z.infer<typeof shapeSchema>
export type Operation = z.infer<typeof operationSchema>
export type Parameter = z.infer<typeof parameterSchema>
export type ApiDocument = z.infer<typeof documentSchema>
export type Shapes = ApiDocument['components']['schemas']
