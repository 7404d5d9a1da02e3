import { codeIn, inside, listOf, shortTextIn } from './elements.js'

/** A coded term: what it is called, by whose code. */
export interface Concept {
  readonly system: string | null
  readonly code: string | null
  readonly display: string | null
}

/** Terminologies that are known by name, the ones to be preferred first. */
const systems: readonly (readonly [uri: RegExp, name: string])[] = [
  [/^http:\/\/snomed\.info\/sct/, 'SNOMED'],
  [/^http:\/\/loinc\.org/, 'LOINC'],
  [/^http:\/\/www\.nlm\.nih\.gov\/research\/umls\/rxnorm/, 'RxNorm'],
  [/^http:\/\/hl7\.org\/fhir\/sid\/icd-10-cm|^urn:oid:2\.16\.840\.1\.113883\.6\.90$/, 'ICD-10-CM'],
  [/^http:\/\/hl7\.org\/fhir\/sid\/icd-10/, 'ICD-10'],
  [/^http:\/\/hl7\.org\/fhir\/sid\/icd-9/, 'ICD-9'],
  [/^http:\/\/hl7\.org\/fhir\/sid\/cvx/, 'CVX'],
  [/^http:\/\/hl7\.org\/fhir\/sid\/ndc/, 'NDC'],
  [/^http:\/\/www\.ama-assn\.org\/go\/cpt/, 'CPT'],
  [/^https?:\/\/(terminology\.)?hl7\.org\//, 'HL7'],
]

const longestDisplay = 120

const rankOf = (uri: unknown): number =>
  typeof uri === 'string' ? systems.findIndex(([form]) => form.test(uri)) : -1

const unknownLast = (rank: number): number => (rank < 0 ? systems.length : rank)

/** Codings with a code, those of known terminologies first. */
const codingsIn = (value: unknown) =>
  listOf(inside(value, 'coding'))
    .map((coding) => ({
      code: codeIn(inside(coding, 'code')),
      rank: rankOf(inside(coding, 'system')),
      hasSystem: typeof inside(coding, 'system') === 'string',
      display: shortTextIn(inside(coding, 'display'), longestDisplay),
    }))
    .filter(({ code }) => code !== undefined)
    .toSorted((a, b) => unknownLast(a.rank) - unknownLast(b.rank))

const none: Concept = { system: null, code: null, display: null }

/** The name of a medicine that is only referred to; of no other reference what it calls its target. */
const medicationNamed = (value: unknown): string | undefined => {
  const reference = inside(value, 'reference')
  const isMedication =
    inside(value, 'type') === 'Medication' ||
    (typeof reference === 'string' && /(^|\/)Medication\//.test(reference))
  return isMedication ? shortTextIn(inside(value, 'display'), longestDisplay) : undefined
}

const firstDisplay = (codings: ReturnType<typeof codingsIn>): string | undefined =>
  codings.find(({ display }) => display !== undefined)?.display

const conceptOf = (value: unknown): Concept => {
  const codings = codingsIn(value)
  const [best] = codings
  const text = shortTextIn(inside(value, 'text'), longestDisplay)
  if (best === undefined) return { ...none, display: text ?? null }
  return {
    system: systems[best.rank]?.[1] ?? (best.hasSystem ? 'local' : null),
    code: best.code ?? null,
    display: firstDisplay(codings) ?? text ?? null,
  }
}

/**
 * The term of a CodeableConcept, of a CodeableReference (R5), of a Coding (R4 Encounter.class) or
 * of the first of a list of them. Codes come before what they are called, and that before free
 * text; a text of more than 120 characters is no term.
 */
export function conceptIn(value: unknown): Concept {
  const [first] = listOf(value)
  const referred = medicationNamed(inside(first, 'reference')) ?? medicationNamed(first)
  if (
    referred !== undefined &&
    inside(first, 'coding') === undefined &&
    inside(first, 'concept') === undefined
  ) {
    return { ...none, display: referred }
  }
  const inner = inside(first, 'concept')
  if (inner !== undefined) return conceptOf(inner)
  return inside(first, 'code') !== undefined && inside(first, 'coding') === undefined
    ? conceptOf({ coding: [first] })
    : conceptOf(first)
}

/** The code of a term alone. */
export const conceptCode = (value: unknown): string | undefined =>
  conceptIn(value).code ?? undefined

/** What a term is called, else its code. */
export const conceptName = (value: unknown): string | undefined => {
  const { display, code } = conceptIn(value)
  return display ?? code ?? undefined
}
