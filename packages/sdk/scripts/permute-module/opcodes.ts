/** Of 32 bits where the name does not say more. */
export const EQUAL = 0x46
export const NOT_EQUAL = 0x47
export const LESS = 0x48
export const LESS_UNSIGNED = 0x49
export const GREATER = 0x4a
export const GREATER_UNSIGNED = 0x4b
export const NOT_GREATER = 0x4c
export const NOT_LESS = 0x4e
export const LEADING_ZEROS = 0x67
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
export const NOT_EQUAL_64 = 0x52
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

export const COUNT_BITS = 0x69
/** Of two values the first, where a number is not 0. */
export const SELECT = 0x1b

/** Of sixteen bytes: as a whole; or as bytes, words of 16, of 32 and of 64 bits, where the name says so. */
export const SWIZZLE = 0x0e
export const SPLAT = 0x0f
export const SPLAT_64 = 0x12
export const EQUAL_BYTES = 0x23
export const LESS_BYTES = 0x25
export const LESS_BYTES_UNSIGNED = 0x26
export const GREATER_BYTES = 0x27
export const EQUAL_16 = 0x2d
export const AND_WIDE = 0x4e
/** The first where the second has no bits. */
export const AND_NOT_WIDE = 0x4f
export const OR_WIDE = 0x50
export const XOR_WIDE = 0x51
/** Bits of the first where the third has one, of the second elsewhere. */
export const CHOOSE_WIDE = 0x52
export const BITMASK = 0x64
export const ADD_BYTES = 0x6e
export const SUB_BYTES = 0x71
export const SHIFT_LEFT_16 = 0x8b
export const SHIFT_RIGHT_16 = 0x8d
/** Of 15 bits behind the point each, rounded. */
export const MULTIPLY_FRACTION_16 = 0x82
export const ADD_16 = 0x8e
export const SUB_16 = 0x91
export const MULTIPLY_16 = 0x95
export const SHIFT_LEFT_32 = 0xab
export const SHIFT_RIGHT_32 = 0xad
export const SHIFT_RIGHT_SIGNED_32 = 0xac
export const ADD_32 = 0xae
export const SUB_32 = 0xb1
export const MULTIPLY_32 = 0xb5
export const EQUAL_32 = 0x37
/** Products of 64 bits of the lower two of four numbers without a sign, and of the upper two. */
export const MULTIPLY_LOWER = 0xde
export const MULTIPLY_UPPER = 0xdf
export const SHIFT_LEFT_WIDE_64 = 0xcb
export const SHIFT_RIGHT_WIDE_64 = 0xcd
export const ADD_WIDE_64 = 0xce
/** Sums of products of two words of 16 bits that stand side by side. */
export const DOT_16 = 0xba
export const ADD_FLOAT = 0xe4
export const SUB_FLOAT = 0xe5
export const MULTIPLY_FLOAT = 0xe6
export const DIVIDE_FLOAT = 0xe7
export const FLOAT = 0xfa
