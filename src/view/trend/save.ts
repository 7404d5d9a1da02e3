import { lightPalette } from '../../picture/palette.js'
import { trendSheet } from '../../picture/sheet.js'
import { svgText } from '../../picture/svg-text.js'
import { trendCsv } from '../../picture/trend-csv.js'
import type { TrendPicture } from '../../picture/trend-picture.js'
import { button } from '../dom.js'
import type { Host } from '../host.js'
import type { Extra } from './trend-page.js'

/** A name without anything that a path or a program could take for more. */
const nameOf = ({ asked: { patient, study, dataType, bucket } }: TrendPicture): string =>
  ['trend', patient ?? study ?? '', dataType.split(':')[1] ?? dataType, bucket]
    .map((part) => String(part).replaceAll(/[^\w-]+/g, '-'))
    .filter((part) => part !== '')
    .join('-')
    .slice(0, 100)

const kinds = [
  { type: 'CSV', end: 'csv', mimeType: 'text/csv', textOf: trendCsv },
  {
    ...{ type: 'SVG', end: 'svg', mimeType: 'image/svg+xml' },
    textOf: (picture: TrendPicture): string => svgText(trendSheet(picture, lightPalette)),
  },
] as const

/** Buttons that save a trend as a file, where the host can save. */
export const saveButtons = (host: Host): readonly Extra[] =>
  kinds.map(({ type, end, mimeType, textOf }) => {
    let shown: TrendPicture | undefined
    const element = button(type, `Save as ${type}`, () => {
      if (shown !== undefined) host.download(`${nameOf(shown)}.${end}`, mimeType, textOf(shown))
    })
    return {
      element,
      update: (picture) => {
        shown = picture
        element.hidden = !host.can('downloadFile')
      },
    }
  })
