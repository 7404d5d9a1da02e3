import { node } from '../tree.js'
import { boxes, downward, hatch, upward } from '../marks/shapes.js'
import type { Palette } from '../palette.js'
import type { LegendItem } from './kind.js'

type Colour = (palette: Palette) => string

const swatch = { left: 1, right: 15, top: 1, bottom: 11 }

export const lineItem = (label: string, colour: Colour, width = 2.5): LegendItem => ({
  label,
  mark: (palette) => [
    node('path', { d: 'M0 6H16', stroke: colour(palette), 'stroke-width': width, fill: 'none' }),
  ],
})

export const dashedItem = (label: string, colour: Colour): LegendItem => ({
  label,
  mark: (palette) => [
    node('path', {
      d: 'M0 6H16',
      stroke: colour(palette),
      'stroke-width': 2,
      'stroke-dasharray': '4 4',
      fill: 'none',
    }),
  ],
})

export const swatchItem = (label: string, colour: Colour): LegendItem => ({
  label,
  mark: (palette) => [node('path', { d: boxes([swatch]), fill: colour(palette) })],
})

export const strokeItem = (label: string, colour: Colour = ({ muted }) => muted): LegendItem => ({
  label,
  mark: (palette) => [node('path', { d: 'M8 1V11', stroke: colour(palette), 'stroke-width': 1.5 })],
})

export const hatchedItem = (label: string, colour: Colour, line: Colour): LegendItem => ({
  label,
  mark: (palette) => [
    node('path', { d: boxes([swatch]), fill: colour(palette) }),
    node('path', { d: hatch(swatch), stroke: line(palette), 'stroke-width': 1 }),
  ],
})

export const downItem = (label: string, colour: Colour): LegendItem => ({
  label,
  mark: (palette) => [node('path', { d: downward([{ x: 8, y: 6 }], 5), fill: colour(palette) })],
})

export const upItem = (label: string, colour: Colour): LegendItem => ({
  label,
  mark: (palette) => [node('path', { d: upward([{ x: 8, y: 6 }], 5), fill: colour(palette) })],
})
