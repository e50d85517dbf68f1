/** Of 32 bits where the name does not say more. */
export const EQUAL = 0x46
export const NOT_EQUAL = 0x47
export const LESS = 0x48
export const LESS_UNSIGNED = 0x49
export const GREATER = 0x4a
export const GREATER_UNSIGNED = 0x4b
export const NOT_LESS = 0x4e
export const TRAILING_ZEROS = 0x68
export const ADD = 0x6a
export const SUB = 0x6b
export const MULTIPLY = 0x6c
export const DIVIDE = 0x6e
export const AND = 0x71
export const OR = 0x72
export const SHIFT_LEFT = 0x74
export const SHIFT_RIGHT_SIGNED = 0x75
export const SHIFT_RIGHT = 0x76
export const ROTATE_LEFT = 0x77
export const XOR = 0x73

export const EQUAL_64 = 0x51
export const LESS_64 = 0x53
export const SUB_64 = 0x7d
export const AND_64 = 0x83
export const SHIFT_RIGHT_SIGNED_64 = 0x87
export const GREATER_64 = 0x56
export const ADD_64 = 0x7c
export const MULTIPLY_64 = 0x7e
export const OR_64 = 0x84
export const XOR_64 = 0x85
export const SHIFT_LEFT_64 = 0x86
export const SHIFT_RIGHT_64 = 0x88
export const ROTATE_LEFT_64 = 0x89
export const WRAP = 0xa7
export const EXTEND = 0xad
/** Of a double that is no more than 32 bits, without what stands behind the point. */
export const TRUNCATE = 0xaa

export const NOT_GREATER_DOUBLE = 0x65
export const NOT_LESS_DOUBLE = 0x66
export const MULTIPLY_DOUBLE = 0xa2
export const DOUBLE = 0xb8
export const DOUBLE_SIGNED = 0xb7
export const DOUBLE_64 = 0xb9
export const ABSOLUTE_DOUBLE = 0x99
export const ADD_DOUBLE = 0xa0
export const GREATER_DOUBLE = 0x64

/** Of sixteen bytes. */
export const SPLAT = 0x0f
export const EQUAL_BYTES = 0x23
export const OR_WIDE = 0x50
export const BITMASK = 0x64
