import { lightPalette } from './palette.js'
import { observationsPicture } from './observations-picture.js'
import { trendSheet } from './sheet.js'
import { studyPicture } from './study/study-picture.js'
import { studySheet } from './study/study-sheet.js'
import { summaryPicture } from './summary/summary-picture.js'
import { summarySheet } from './summary/summary-sheet.js'
import { trendPicture } from './trend-picture.js'
import type { TreeNode } from './tree.js'
import type { DateOrder } from './words/dates.js'

/** Draws the structure of an answer, with the arguments that it was asked with. */
type Drawing = (args: unknown, answer: unknown, order: DateOrder) => TreeNode

/** The tools whose answers can be drawn on a page. */
const drawings: ReadonlyMap<string, Drawing> = new Map<string, Drawing>([
  [
    'get_observation_trend',
    (args, answer, order) => trendSheet(trendPicture(args, answer, order), lightPalette),
  ],
  [
    'summarize_observations',
    (args, answer, order) => summarySheet(summaryPicture(args, answer, order), lightPalette),
  ],
  ['get_study_metadata', (_args, answer) => studySheet(studyPicture(answer), lightPalette)],
  [
    'get_patient_observations',
    (args, answer, order) =>
      trendSheet(observationsPicture(args, answer, { order, now: Date.now() }), lightPalette),
  ],
])

/** Names of the tools whose answers can be drawn. */
export const drawnTools: readonly string[] = [...drawings.keys()]

/** @returns undefined for a tool whose answers have no picture */
export const drawingOf = (tool: string): Drawing | undefined => drawings.get(tool)
