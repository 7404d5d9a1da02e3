import type { CodeableConcept, Identifier, Meta } from './types.js'

/** Whether a text has anything to see in it: FHIR allows no other. */
export function isFilled(text: string | null | undefined): text is string {
  return typeof text === 'string' && /[^\s\p{C}\p{Default_Ignorable_Code_Point}]/u.test(text)
}

const blanks = /[\s\u0085]+/gu

/** A text as a FHIR uri, which has no blanks: they are escaped. */
export const toUri = (text: string): string => text.trim().replace(blanks, '%20')

/** A text as a FHIR code, which has no blanks but single spaces between words. */
export const toCode = (text: string): string => text.trim().replace(blanks, ' ')

const timestamp =
  /^(?<date>\d{4}-\d\d-\d\d)[T ](?<clock>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,6}))?(?<zone>Z|[+-]\d\d(?::\d\d)?)?$/

const utcSeconds = ({ date = '', clock = '', zone = 'Z' }: Record<string, string | undefined>) => {
  const time = new Date(`${date}T${clock}${/^.\d\d$/.test(zone) ? `${zone}:00` : zone}`)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().slice(0, -'.000Z'.length)
}

/**
 * A PostgreSQL timestamptz, as text or in JSON, as a FHIR instant: UTC written `Z`, with up to six
 * digits of a second. Text without an offset is UTC. Undefined where FHIR has no such instant
 * (`infinity`, years before 1 or after 9999).
 */
export function toInstant(text: string | null): string | undefined {
  const parts = text === null ? undefined : timestamp.exec(text)?.groups
  const whole = parts === undefined ? undefined : utcSeconds(parts)
  if (whole === undefined || !/^(?!0000)\d{4}-/.test(whole)) return undefined
  const fraction = parts?.['fraction'] ?? ''
  return /^0*$/.test(fraction) ? `${whole}Z` : `${whole}.${fraction}Z`
}

/** `meta` as JHE writes it; `lastUpdated` only where it is known. */
export function toMeta(recorded: string | null): Meta {
  const meta: Meta = { source: 'https://jupyterhealth.org/jhe' }
  const lastUpdated = toInstant(recorded)
  if (lastUpdated !== undefined) meta.lastUpdated = lastUpdated
  return meta
}

/** An external id as JHE stores it. */
export interface IdentifierRow {
  readonly system: string | null
  readonly value: string | null
}

/** FHIR identifiers; one with neither system nor value is dropped. */
export function toIdentifiers(rows: readonly IdentifierRow[]): Identifier[] {
  return rows
    .map(({ system, value }): Identifier => {
      const identifier: Identifier = {}
      if (isFilled(system)) identifier.system = toUri(system)
      if (isFilled(value)) identifier.value = value
      return identifier
    })
    .filter((identifier) => Object.keys(identifier).length > 0)
}

/** The coding by which JHE says which of its models a resource comes from. */
export function toModelCode(code: 'study' | 'organization'): CodeableConcept {
  return { coding: [{ system: 'https://jupyterhealth.org/fhir/CodeSystem/model', code }] }
}
