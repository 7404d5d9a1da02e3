/** Letters of other scripts, and Latin ones apart, by the letter that they look like. */
const lookAlikes: readonly (readonly [string, string])[] = [
  ['аеорсухіјѕһԁԛԝвнкмтгп', 'aeopcyxijshdqwbhkmtrn'],
  ['αοεινρτυκηωχβμσςγδλ', 'aoeivptuknwxbussydl'],
  ['ıɩłøđðɡɑɛæœ', 'iiloddgaeao'],
  ['ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ', 'abcdeghijklmnoprstuvwyz'],
]

const plainOf = new Map<string, string>(
  lookAlikes.flatMap(([from, to]) => {
    const letters = Array.from(to)
    return Array.from(from).map((letter, at) => [letter, letters[at] ?? letter] as const)
  }),
)

const marks = /\p{M}/gu
const foreign = /[^\0-\x7f]/gu
/** Four letters or more, each parted from the next by one and the same sign. */
const spaced = /(?<![a-z0-9])[a-z]([ ._*|/-])(?:[a-z]\1+){2,}[a-z](?![a-z0-9])/g

/** Digits and signs that stand for letters inside a word. */
const digits: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
}
const disguised = /(?<=[a-z][013457@$]?)[013457@$](?=[a-z0-9])|(?<![\w.,])[013457@$](?=[a-z]{2})/g

const joined = (word: string): string => word.replace(/[^a-z]/g, '')

/** Stands for a letter that is no Latin one, nor looks like one. */
const otherLetter = '\u0080'

const latinOf = (letter: string): string => {
  const plain = plainOf.get(letter)
  if (plain !== undefined || letter <= '\u00ff') return plain ?? letter
  return /\s/.test(letter) ? ' ' : otherLetter.repeat(letter.length)
}

/** One byte for each character in memory too: for texts of two, each pattern is compiled once more. */
const inOneByte = (latin: string): string => Buffer.from(latin, 'latin1').toString('latin1')

/**
 * A text as it is read: small Latin letters without accents, whatever script they are taken from
 * (Unicode TR 36 calls them confusables), and spaced words together again. Every other letter is
 * one and the same.
 */
export function fold(text: string): string {
  const small = text.normalize('NFKD').replace(marks, '').toLowerCase().replaceAll('ß', 'ss')
  const latin = inOneByte(small.replace(foreign, latinOf))
  return latin.replace(spaced, joined)
}

/** The same with digits that stand for letters: `1gn0re`. */
export const unmask = (folded: string): string =>
  folded.replace(disguised, (sign) => digits[sign] ?? sign)
