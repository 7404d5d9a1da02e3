import { meetTypes, typeSet, type TypeSet } from './type-set.js'

/** Null is no limit; an empty list lets nothing through. */
export type Limit<Value> = readonly Value[] | null

/** Data types by what is asked of them. */
export interface TypeLimits {
  /** Single rows. */
  readonly read: TypeSet
  /** Figures made of many rows. */
  readonly search: TypeSet
}

/** Ceilings of one answer; null is no limit. */
export interface AnswerLimits {
  readonly rows: number | null
  readonly bytes: number | null
}

/**
 * What a session is held to, whoever is signed in and whatever a model is talked into. It narrows
 * what JHE would show and never widens it. A value is made by `grantOf` and `meet` alone and is frozen.
 */
export interface Grant {
  /** `core_study.id` */
  readonly studies: Limit<number>
  /** `core_patient.id`: the one patient; empty where two sources name different ones. */
  readonly patient: Limit<number>
  readonly types: TypeLimits
  /** Names of tools. */
  readonly tools: Limit<string>
  readonly limits: AnswerLimits
  /** Seconds since the epoch after which nothing is answered; null for the life of the process. */
  readonly until: number | null
  /** Who may act: every source that limits it names its own; null where none does. */
  readonly actors: Limit<string>
}

/** A part of a grant that one source says; what it leaves out it does not limit. */
export type GrantPart = Partial<Grant>

const frozen = <Value extends number | string>(limit: Limit<Value>): Limit<Value> =>
  limit === null ? null : Object.freeze([...new Set(limit)].toSorted((a, b) => (a < b ? -1 : 1)))

const frozenTypes = (types: TypeSet): TypeSet => (types === null ? null : typeSet(types))

/** The grant that one source says. */
export function grantOf(part: GrantPart): Grant {
  const { studies = null, patient = null, tools = null, until = null, actors = null } = part
  const { types = { read: null, search: null }, limits = { rows: null, bytes: null } } = part
  return Object.freeze({
    studies: frozen(studies),
    patient: frozen(patient),
    types: Object.freeze({ read: frozenTypes(types.read), search: frozenTypes(types.search) }),
    tools: frozen(tools),
    limits: Object.freeze({ ...limits }),
    until,
    actors: frozen(actors),
  })
}

/** Limits nothing. */
export const everything: Grant = grantOf({})

const both = <Value>(a: Limit<Value>, b: Limit<Value>): Limit<Value> => {
  if (a === null) return b
  return b === null ? a : a.filter((value) => b.includes(value))
}

const least = (a: number | null, b: number | null): number | null => {
  if (a === null) return b
  return b === null ? a : Math.min(a, b)
}

/**
 * What both grants allow: the only way to combine them. Commutative, associative and idempotent, and
 * never wider than either.
 */
export const meet = (a: Grant, b: Grant): Grant =>
  grantOf({
    studies: both(a.studies, b.studies),
    patient: both(a.patient, b.patient),
    types: {
      read: meetTypes(a.types.read, b.types.read),
      search: meetTypes(a.types.search, b.types.search),
    },
    tools: both(a.tools, b.tools),
    limits: {
      rows: least(a.limits.rows, b.limits.rows),
      bytes: least(a.limits.bytes, b.limits.bytes),
    },
    until: least(a.until, b.until),
    actors: both(a.actors, b.actors),
  })

/** What all of the sources allow, in any order. */
export const meetAll = (grants: readonly Grant[]): Grant => grants.reduce(meet, everything)

const only = <Value>(limit: Limit<Value>): Value | undefined =>
  limit?.length === 1 ? limit[0] : undefined

/** Ids that a grant leaves only one of, by the name of the argument that takes them. */
export interface FixedIds {
  readonly study_id?: number
  readonly patient_id?: number
}

/** The study and the patient that every call is about, where the grant leaves one. */
export function fixedIdsOf({ studies, patient }: Grant): FixedIds {
  const study_id = only(studies)
  const patient_id = only(patient)
  return {
    ...(study_id === undefined ? {} : { study_id }),
    ...(patient_id === undefined ? {} : { patient_id }),
  }
}

const areLimited = ({ read, search }: TypeLimits): boolean => read !== null || search !== null

/** What a grant narrows, in words without ids and names. */
export const narrowedTo = ({ studies, patient, types }: Grant): readonly string[] => [
  ...(studies === null ? [] : [studies.length === 1 ? 'one study' : 'some studies']),
  ...(patient === null ? [] : ['one patient']),
  ...(areLimited(types) ? ['some data types'] : []),
]
