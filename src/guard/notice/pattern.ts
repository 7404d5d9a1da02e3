/** What parts two words: spaces and signs, or nothing where they were written together. */
const gap = '[^a-z0-9]{0,4}'
/** Up to five words between two others. */
const words = "(?:[^a-z0-9]{0,4}[a-z0-9'_-]{1,20}){0,5}?[^a-z0-9]{1,4}"

/**
 * A pattern over folded texts: a blank stands for what parts two words, ` … ` for up to five words
 * between. Bounded at every place, so that no text takes long.
 */
export const pattern = (...ways: readonly string[]): RegExp =>
  new RegExp(
    ways
      .map((way) => {
        const source = way.replaceAll(' … ', '\u0000').replaceAll(' ', gap)
        return `(?<![a-z])(?:${source.replaceAll('\u0000', words)})`
      })
      .join('|'),
  )
