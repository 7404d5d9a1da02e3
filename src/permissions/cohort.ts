import { sql, type RawBuilder } from 'kysely'

import type { ParamOf, ViewerArgs } from './database.js'
import { mayCountPeople } from './granted.js'
import { studyIsVisible } from './readable-code.js'
import { isPractitioner, viewer } from './viewer-rules.js'

/** The study is visible and the viewer a practitioner: what its patients have in common is not shown to one of them. */
export const cohortIsVisible = (
  param: ParamOf<ViewerArgs & { study_id: number | null }>,
): RawBuilder<boolean> =>
  sql<boolean>`(${studyIsVisible(param)} and exists (select from viewer where ${isPractitioner(viewer)}))`

/** The viewer may know how many patients there are; see `mayCountPeople`. */
export const peopleAreCounted = (param: ParamOf<ViewerArgs>): RawBuilder<boolean> =>
  sql<boolean>`exists (select from viewer where ${mayCountPeople(viewer, param)})`
