/** Widths of characters in parts of the size of the font, as system fonts have them; none is wider. */
const narrow = /[ .,:;!|'ijlftr()[\]·/-]/
const wide = /[MWmw@%—…]/
const full = /[\u1100-\u{10ffff}]/u

const widthOf = (character: string): number => {
  if (full.test(character)) return 1.1
  if (narrow.test(character)) return 0.38
  return wide.test(character) ? 0.95 : 0.64
}

/** About how many pixels a text is wide at most. */
export const textWidth = (text: string, size: number): number =>
  Array.from(text).reduce((sum, character) => sum + widthOf(character) * size, 0)

/** A text cut to a width in pixels, the last character an ellipsis where it was cut. */
export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text
  const characters = Array.from(text)
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, size) > width) {
    characters.pop()
  }
  return `${characters.join('')}…`
}

/** A text in lines of a width in pixels; a word that is wider than a line is cut. */
export function lines(text: string, size: number, width: number): readonly string[] {
  const all: string[] = []
  let line = ''
  for (const word of text.split(' ').filter((each) => each !== '')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || textWidth(longer, size) <= width) {
      line = longer
      continue
    }
    all.push(fitted(line, size, width))
    line = word
  }
  return line === '' ? all : [...all, fitted(line, size, width)]
}
