import { fieldsOf, textIn, type Fields } from '../picture/answer/fields.js'
import { darkPalette, lightPalette, type Palette } from '../picture/palette.js'

/** Colours by the names of the system, for people who chose their own. */
const forcedPalette: Palette = {
  paper: 'Canvas',
  text: 'CanvasText',
  muted: 'CanvasText',
  grid: 'color-mix(in srgb, CanvasText 30%, Canvas)',
  first: 'CanvasText',
  second: 'CanvasText',
  tint: 'color-mix(in srgb, CanvasText 25%, Canvas)',
  inner: 'color-mix(in srgb, CanvasText 40%, Canvas)',
  outer: 'color-mix(in srgb, CanvasText 20%, Canvas)',
  target: 'CanvasText',
  targetTint: 'Canvas',
  hatch: 'CanvasText',
  gap: 'Canvas',
  deep: 'CanvasText',
  light: 'color-mix(in srgb, CanvasText 65%, Canvas)',
  rem: 'color-mix(in srgb, CanvasText 35%, Canvas)',
  awake: 'CanvasText',
  withheld: 'CanvasText',
  withheldPaper: 'Canvas',
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
