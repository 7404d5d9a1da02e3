import { fieldsOf, textIn, type Fields } from '../picture/answer/fields.js'
import { darkPalette, lightPalette, type Palette } from '../picture/palette.js'

/** A part of the text's colour, on the paper's. */
const mixed = (percent: number): string => `color-mix(in srgb, CanvasText ${percent}%, Canvas)`

/** What is not the colour of text, where people chose their own colours. */
const forced: Partial<Palette> = {
  paper: 'Canvas',
  grid: mixed(30),
  tint: mixed(25),
  inner: mixed(40),
  outer: mixed(20),
  targetTint: 'Canvas',
  gap: 'Canvas',
  light: mixed(65),
  rem: mixed(35),
  withheldPaper: 'Canvas',
}

/** Colours by the names of the system, for people who chose their own. */
const forcedPalette: Palette = {
  ...lightPalette,
  ...Object.fromEntries(Object.keys(lightPalette).map((name) => [name, 'CanvasText'])),
  ...forced,
}

/** A value of a host that can be used: no address, no further rule. */
const isSafe = (value: string): boolean => !/url\s*\(|image-set|[;{}<>@\\]/i.test(value)

/** The end of the first argument of a function, from the place behind its bracket. */
const commaAt = (text: string): number => {
  let depth = 0
  for (const [at, character] of Array.from(text).entries()) {
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    if (character === ',' && depth === 0) return at
  }
  return -1
}

/** `light-dark(a, b)` as the theme means it: `color-scheme` stays unset, which would hide the page behind. */
export function resolved(value: string, isDark: boolean): string | undefined {
  if (!isSafe(value)) return undefined
  const [, inner] = /^\s*light-dark\((.*)\)\s*$/s.exec(value) ?? []
  if (inner === undefined) return value
  const at = commaAt(inner)
  if (at < 0) return undefined
  return (isDark ? inner.slice(at + 1) : inner.slice(0, at)).trim()
}

/** Those of a host that can be read on; its greys and its lines are too pale in some. */
const wanted = {
  '--color-background-primary': '--paper',
  '--color-text-primary': '--text',
  '--font-sans': '--font',
} as const

const matches = (query: string): boolean => window.matchMedia(query).matches

/** What a host's context says of looks; without a theme the system's. */
const isDark = ({ theme }: Fields): boolean =>
  theme === 'dark' || (theme !== 'light' && matches('(prefers-color-scheme: dark)'))

/**
 * Gives the page the host's colours and font, or its own where the host says none.
 * @returns the colours of drawings
 */
export function applyTheme(context: Fields): Palette {
  const root = document.documentElement
  const dark = isDark(context)
  root.dataset['theme'] = dark ? 'dark' : 'light'
  const variables = fieldsOf(fieldsOf(context['styles'])['variables'])
  for (const [theirs, ours] of Object.entries(wanted)) {
    const value = resolved(textIn(variables[theirs]) ?? ';', dark)
    if (value === undefined) root.style.removeProperty(ours)
    else root.style.setProperty(ours, value)
  }
  if (matches('(forced-colors: active)')) return forcedPalette
  return dark ? darkPalette : lightPalette
}
