/** The colours of a drawing, by what they are for. */
export interface Palette {
  readonly paper: string
  readonly text: string
  readonly muted: string
  readonly grid: string
  /** First and second line, and the tint of what lies between or around them. */
  readonly first: string
  readonly second: string
  readonly tint: string
  /** Of percentiles: the middle half, and what is around it. */
  readonly inner: string
  readonly outer: string
  readonly target: string
  readonly targetTint: string
  readonly hatch: string
  readonly gap: string
  readonly deep: string
  readonly light: string
  readonly rem: string
  readonly awake: string
  readonly withheld: string
  readonly withheldPaper: string
}

/** For paper and light screens; every colour of text has a contrast of 4.7 at least. */
export const lightPalette: Palette = {
  paper: '#ffffff',
  text: '#1b1b1b',
  muted: '#545454',
  grid: '#d5d5d5',
  first: '#0b5fae',
  second: '#b2470e',
  tint: '#c8dcee',
  inner: '#8bb3d9',
  outer: '#cbdeed',
  target: '#2e7d32',
  targetTint: '#eff6f0',
  hatch: '#8f8f8f',
  gap: '#f3f3f3',
  deep: '#0f2f52',
  light: '#2c69a8',
  rem: '#6094cc',
  awake: '#c4661f',
  withheld: '#5c4300',
  withheldPaper: '#fff4d6',
}

/** For dark screens; every colour of text has a contrast of 6.2 at least. */
export const darkPalette: Palette = {
  paper: '#262624',
  text: '#f5f5f5',
  muted: '#c0c0be',
  grid: '#4a4a48',
  first: '#72b7f2',
  second: '#f0a35e',
  tint: '#3a4f61',
  inner: '#4a7396',
  outer: '#33495c',
  target: '#7bc97f',
  targetTint: '#2a3229',
  hatch: '#777775',
  gap: '#30302e',
  deep: '#b4d0f3',
  light: '#79a8dd',
  rem: '#4a80bf',
  awake: '#e8a35c',
  withheld: '#f5d98a',
  withheldPaper: '#3d3110',
}
