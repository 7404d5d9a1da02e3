import { numberIn, textIn, type Fields } from '../../picture/answer/fields.js'
import { button } from '../dom.js'
import type { Host } from '../host.js'

/** What is shown, as the texts of files. */
export interface SavedFiles {
  /** Of the files, without what it ends with. */
  readonly name: string
  readonly csv: () => string
  /** A drawing; undefined where there is none. */
  readonly svg?: () => string
}

const kinds = [
  { kind: 'csv', mimeType: 'text/csv' },
  { kind: 'svg', mimeType: 'image/svg+xml' },
] as const

/** A part of a name, without anything that a path or a program could take for more. */
const namePart = (part: string): string => part.replaceAll(/[^\w-]+/g, '-').slice(0, 40)

/**
 * What a file of an answer is called: of whom it is, and whether it is all that was found.
 * @param args what it was asked with
 * @param isPart there is more than this answer holds
 */
export function fileNameOf(what: string, args: Fields, isPart: boolean): string {
  const { patient_id: patient, study_id: study, data_type: type, start, end, cursor } = args
  const [from, to] = [textIn(start), textIn(end)]
  const code = textIn(type) ?? ''
  return [
    what,
    String(numberIn(patient) ?? numberIn(study) ?? ''),
    code.split(':')[1] ?? code,
    textIn(args['bucket']) ?? '',
    ...(from === undefined ? [] : [`from-${from.slice(0, 16)}`]),
    ...(to === undefined ? [] : [`to-${to.slice(0, 16)}`]),
    ...(isPart || textIn(cursor) !== undefined ? ['part'] : []),
  ]
    .map(namePart)
    .filter((part) => part !== '')
    .join('-')
}

/** Buttons that save what is shown as files, where the host can save. */
export class SaveButtons {
  readonly elements: readonly HTMLButtonElement[]
  private readonly host: Host
  private files: SavedFiles | undefined

  constructor(host: Host) {
    this.host = host
    this.elements = kinds.map(({ kind, mimeType }) => {
      const label = kind.toUpperCase()
      return button(label, `Save as ${label}`, () => {
        const text = this.files?.[kind]?.()
        if (text !== undefined) host.download(`${this.files?.name ?? ''}.${kind}`, mimeType, text)
      })
    })
  }

  /** @param files of what is shown; undefined where nothing is */
  update(files: SavedFiles | undefined): void {
    this.files = files
    for (const [at, element] of this.elements.entries()) {
      const { kind } = kinds[at] ?? kinds[0]
      element.hidden = files?.[kind] === undefined || !this.host.can('downloadFile')
    }
  }
}
