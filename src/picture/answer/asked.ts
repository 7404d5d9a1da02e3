import { fieldsOf, numberIn, textIn } from './fields.js'

/** What was asked for, as far as a drawing says it. */
export interface Asked {
  readonly patient: number | undefined
  readonly study: number | undefined
  readonly dataType: string
  readonly bucket: string
  /** The window was asked for, so that its empty edges are gaps. */
  readonly hasStart: boolean
  readonly hasEnd: boolean
  /** Later than the first page. */
  readonly isLaterPage: boolean
}

/** @param args the arguments of the call */
export function readAsked(args: unknown): Asked {
  const fields = fieldsOf(args)
  return {
    patient: numberIn(fields['patient_id']),
    study: numberIn(fields['study_id']),
    dataType: textIn(fields['data_type']) ?? '',
    bucket: textIn(fields['bucket']) ?? '',
    hasStart: textIn(fields['start']) !== undefined,
    hasEnd: textIn(fields['end']) !== undefined,
    isLaterPage: textIn(fields['cursor']) !== undefined,
  }
}
