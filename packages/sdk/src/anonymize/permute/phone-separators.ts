/** Of each byte 1 where it separates the digits of a telephone number. */
export const phoneSeparators = new Uint8Array(256)
for (const sign of ' ()-./+,;:#*') phoneSeparators[sign.charCodeAt(0)] = 1
