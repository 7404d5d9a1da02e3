/** What breaks a line is a space in a drawing. */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g

/** Characters that nobody sees, that turn the order of others, or that XML forbids. */
const unseen = /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/** Printable ASCII: nearly every text, and the long ones of paths. */
const usual = /^[ -~]*$/

/** Text of a drawing: one line of what can be seen. */
export const plain = (text: string): string =>
  usual.test(text) ? text : text.replace(breaks, ' ').replace(unseen, '')

/** The same, cut to a length in code points, the last an ellipsis where it was cut. */
export function short(text: string, maxLength: number): string {
  const characters = Array.from(plain(text))
  return characters.length <= maxLength
    ? characters.join('')
    : `${characters.slice(0, maxLength - 1).join('')}…`
}

/** A name of a number in words: `body_weight` is `body weight`. */
export const inWords = (name: string): string => short(name.replaceAll('_', ' '), 60)
