import type { MaskingType } from '../masking-schema.ts'
import type { TypeGroup } from './names/name-rule.ts'

/** What a name may mean of a column of this type. A list means what its elements do. */
export function typeGroups(type: MaskingType): readonly TypeGroup[] {
  switch (type.kind) {
    case 'list':
      return typeGroups(type.element)
    case 'map':
    case 'composite':
      return ['structure']
    case 'range':
    case 'multirange':
      return typeGroups(type.element)
    case 'unknown':
      return []
    case 'scalar':
      switch (type.form) {
        case 'text':
        case 'enum':
          return ['text']
        case 'integer':
        case 'decimal':
        case 'float':
          return ['number']
        case 'boolean':
          return ['flag']
        case 'date':
        case 'timestamp':
        case 'instant':
          return ['day']
        case 'bytes':
          return ['bytes']
        case 'inet':
        case 'mac':
          return ['network']
        case 'point':
          return ['place']
        case 'json':
        case 'xml':
          return ['structure']
        // It may be a geometry, or money: the name alone decides.
        case 'other':
          return ['place', 'text']
        case 'uuid':
        case 'time':
        case 'interval':
        case 'bits':
        case 'tsvector':
          return []
      }
  }
}
