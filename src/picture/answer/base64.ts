const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * What base64 stands for, a character for each byte; what is no digit is passed over. For JSON of
 * ASCII, as attachments of observations are.
 */
export function asciiOf(base64: string): string {
  let [bits, count, text] = [0, 0, '']
  for (const character of base64) {
    const digit = digits.indexOf(character)
    if (digit < 0) continue
    bits = ((bits << 6) | digit) & 0xffff
    count += 6
    if (count < 8) continue
    count -= 8
    text += String.fromCharCode((bits >> count) & 0xff)
  }
  return text
}
