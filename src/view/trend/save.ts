import { lightPalette } from '../../picture/palette.js'
import { trendSheet } from '../../picture/sheet.js'
import { svgText } from '../../picture/svg-text.js'
import { trendCsv } from '../../picture/trend-csv.js'
import type { TrendPicture } from '../../picture/trend-picture.js'

/** A trend as a file. */
export interface SavedFile {
  readonly name: string
  readonly mimeType: string
  readonly text: string
}

/** A name without anything that a path or a program could take for more. */
const nameOf = ({ asked: { patient, study, dataType, bucket } }: TrendPicture): string =>
  ['trend', patient ?? study ?? '', dataType.split(':')[1] ?? dataType, bucket]
    .map((part) => String(part).replaceAll(/[^\w-]+/g, '-'))
    .filter((part) => part !== '')
    .join('-')
    .slice(0, 100)

/** The files that a trend can be saved as, by their buttons. */
export const fileKinds = [
  {
    label: 'Save CSV',
    fileOf: (picture: TrendPicture): SavedFile => ({
      ...{ name: `${nameOf(picture)}.csv`, mimeType: 'text/csv' },
      text: trendCsv(picture),
    }),
  },
  {
    label: 'Save SVG',
    fileOf: (picture: TrendPicture): SavedFile => ({
      ...{ name: `${nameOf(picture)}.svg`, mimeType: 'image/svg+xml' },
      text: svgText(trendSheet(picture, lightPalette)),
    }),
  },
] as const
